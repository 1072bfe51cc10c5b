"use strict";
/* The page is whole without this: it adds copying, keys, and opens everything for print. */
for (const box of document.querySelectorAll(".copy")) {
	const button = document.createElement("button");
	const list = box.querySelector("pre");

	button.type = "button";
	button.textContent = "Copy";
	button.setAttribute("aria-label", "Copy: " + box.querySelector("h4").textContent);
	button.addEventListener("click", () => {
		const range = document.createRange();

		range.selectNodeContents(list);
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
	});
	box.append(button);
}
addEventListener("keydown", (event) => {
	const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;

	if (!step || event.ctrlKey || event.metaKey || event.altKey)
		return;
	const all = [...document.querySelectorAll("article")];
	const here = all.findIndex((article) => article.getBoundingClientRect().bottom > 40);
	const next = all[Math.max(0, Math.min(all.length - 1, here + step))];

	if (next) {
		next.tabIndex = -1;
		next.focus({ preventScroll: true });
		next.scrollIntoView();
	}
});
addEventListener("beforeprint", () => {
	for (const details of document.querySelectorAll("details:not(.all)"))
		details.open = true;
});
