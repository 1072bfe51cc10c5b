// SPDX-License-Identifier: Apache-2.0
// Opens a report in headless Chromium, light and dark: no request beyond the file itself, no
// message on the console, no script of telemetry's run, nothing that axe-core objects to.
//   node browser.mjs CHROMIUM PAGE AXE-CORE-DIRECTORY PUPPETEER-CORE-DIRECTORY PICTURE-PREFIX
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, page, axeDirectory, puppeteerDirectory, prefix] = process.argv.slice(2);
const puppeteer = createRequire(import.meta.url)(resolve(puppeteerDirectory));
const axe = readFileSync(resolve(axeDirectory, "axe.min.js"), "utf8");
const address = pathToFileURL(resolve(page)).href;
const faults = [];
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });

for (const scheme of ["light", "dark"]) {
	const tab = await browser.newPage();

	await tab.setViewport({ width: 1280, height: 900 });
	await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
	tab.on("console", (message) => faults.push(`${scheme}: console: ${message.text()}`));
	tab.on("pageerror", (error) => faults.push(`${scheme}: ${error.message}`));
	tab.on("dialog", (dialog) => { faults.push(`${scheme}: a dialog`); dialog.dismiss(); });
	tab.on("request", (request) => {
		if (request.url() !== address)
			faults.push(`${scheme}: asks for ${request.url()}`);
	});
	await tab.goto(address, { waitUntil: "networkidle0" });
	for (const details of await tab.$$("details"))
		await details.evaluate((element) => { element.open = true; });
	// By the debugger, which the page's own policy does not bind.
	await tab.evaluate(axe);
	const { violations } = await tab.evaluate(() => globalThis.axe.run());
	for (const violation of violations)
		faults.push(`${scheme}: ${violation.id}: ${violation.help}: ${violation.nodes.length} such as ` +
			violation.nodes[0].html.slice(0, 200));
	await tab.reload({ waitUntil: "networkidle0" });
	// The first verdicts: a browser draws no picture of any height.
	await tab.screenshot({ path: `${prefix}-${scheme}.png`, clip: { x: 0, y: 0, width: 1280, height: 6000 } });
	await tab.keyboard.press("j");
	await tab.close();
}
await browser.close();
console.log(faults.length ? faults.join("\n") : "no fault");
process.exit(faults.length ? 1 : 0);
