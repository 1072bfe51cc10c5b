/* SPDX-License-Identifier: Apache-2.0 */
#include "egress/words.h"

#include <string.h>

/* In order, for the search below. */
static const char *const words[] = {
	"access", "account", "accounts", "activate", "activation", "addon", "addons", "admin",
	"agent", "alert", "alerts", "analytics", "api", "app", "apps", "asset", "assets", "auth",
	"auto", "backup", "beta", "billing", "blog", "box", "boxes", "bucket", "build", "builds",
	"cache", "cdn", "center", "centre", "cert", "certs", "check", "ci", "client", "cloud",
	"cloude", "code", "collect", "collector", "com", "config", "connect", "console", "container",
	"containers", "content", "core", "corp", "crash", "customer", "daily", "data", "db",
	"delivery", "deploy", "desktop", "dev", "developer", "device", "diag", "direct", "dist",
	"dl", "dns", "docs", "domain", "download", "downloads", "drive", "drivers", "edge", "en",
	"engine", "enterprise", "event", "events", "factory", "feed", "feedback", "file", "files",
	"fix", "free", "ftp", "gate", "gateway", "get", "global", "group", "help", "helpdesk",
	"home", "host", "hosting", "hotfix", "hub", "id", "identity", "image", "images", "img",
	"inc", "info", "install", "installer", "io", "kb", "key", "keys", "lab", "labs", "latest",
	"licence", "license", "live", "load", "log", "logging", "login", "logs", "mail", "manage",
	"manager", "media", "meet", "metric", "metrics", "mirror", "mirrors", "mobile", "monitor",
	"monitoring", "ms", "my", "net", "network", "networks", "new", "news", "node", "notify",
	"ns", "office", "official", "online", "package", "packages", "page", "panel", "patch",
	"patches", "pay", "payment", "phone", "ping", "platform", "play", "plugin", "plugins",
	"plus", "portal", "pro", "prod", "product", "proxy", "push", "recovery", "registry",
	"release", "releases", "remote", "repo", "report", "reports", "reset", "safe", "save", "sdk",
	"secure", "security", "server", "servers", "service", "services", "setup", "share", "shop",
	"signin", "site", "smart", "soft", "software", "source", "sources", "sso", "stage",
	"staging", "stat", "static", "stats", "status", "storage", "store", "stream", "support",
	"sync", "sys", "system", "systems", "team", "tech", "technology", "telemetry", "test",
	"tool", "tools", "top", "trace", "track", "tracker", "tracking", "trust", "uk", "update",
	"updater", "updates", "upgrade", "upload", "us", "usa", "user", "verify", "version", "vip",
	"vpn", "wallet", "web", "webmail", "win", "windows", "work", "world", "www", "zone",
};

int schain__eg_is_word(const char *text, size_t length)
{
	size_t low = 0, high = sizeof words / sizeof *words;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strncmp(words[middle], text, length);

		if (!order && !words[middle][length])
			return 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}
