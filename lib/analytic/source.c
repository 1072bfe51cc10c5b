/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "delivery": is the source approved? An empty list means that nobody said. */
#include "analytic/analytic.h"

static int is_refused(const schain__scene *scene, enum schain__key key, const char *name,
                      schain_string text)
{
	return text.length && schain_policy_get_count(scene->model->policy, name) &&
	       !schain__policy_matches(scene->model->policy, key, text);
}

static void add(schain__scene *scene, schain__chain *chain, const schain__delivery *delivery,
                enum schain__signal_id id, schain_string what, schain_string detail)
{
	schain__signal_add_past(scene, chain, id, what, detail, &delivery->start,
	                        delivery->installer_started ? delivery->installer_started
	                                                    : delivery->first_write);
}

/* What the package manager told against its package. */
static void judge_package(schain__scene *scene, schain__chain *chain, const schain__item *item)
{
	const schain__package *package = item->package;
	schain_string name = schain__interned_string(item->name);
	schain_string source, key;

	if (!package)
		return;
	source = schain__interned_string(package->repository);
	key = schain__interned_string(package->key);
	if (item->flags & SCHAIN__ITEM_UNSIGNED)
		schain__signal_add_past(scene, chain, SCHAIN__SIGNAL_DELIVERY_UNSIGNED_PACKAGE, name, source,
		                        &package->record, package->time);
	if (is_refused(scene, SCHAIN__KEY_APPROVED_REPOS, "approved_repos", source))
		schain__signal_add_past(scene, chain, SCHAIN__SIGNAL_DELIVERY_UNAPPROVED_SOURCE, source, name,
		                        &package->record, package->time);
	if (is_refused(scene, SCHAIN__KEY_APPROVED_REPO_KEYS, "approved_repo_keys", key))
		schain__signal_add_past(scene, chain, SCHAIN__SIGNAL_DELIVERY_UNAPPROVED_KEY, key, source,
		                        &package->record, package->time);
}

/* The next word of a command line behind *from; absent at the end. */
static schain_string next_word(schain_string command, size_t *from)
{
	size_t start, to;

	while (*from < command.length && command.data[*from] == ' ')
		(*from)++;
	start = *from;
	to = schain__find(command, ' ', start);
	*from = to == SIZE_MAX ? command.length : to;
	return schain__cut(command, start, *from);
}

/* "owner/tap/formula" names a Homebrew tap (brew(1)); a path begins with a slash or a dot. */
static schain_string tap_of(schain_string word)
{
	size_t first = schain__find(word, '/', 0);
	size_t second = first == SIZE_MAX ? SIZE_MAX : schain__find(word, '/', first + 1);

	if (second == SIZE_MAX || first == 0 || word.data[0] == '.' || word.data[0] == '-' ||
	    schain__find(word, '/', second + 1) != SIZE_MAX || second + 1 == word.length)
		return schain__string(NULL, 0);
	return schain__cut(word, 0, second);
}

static int is_brew(const schain__delivery *delivery)
{
	schain_string brew = SCHAIN_STRING("brew"), brew_ruby = SCHAIN_STRING("brew.rb");
	schain_string script = schain__basename(schain__interned_string(delivery->script));

	return schain__equal(script, brew) || schain__equal(script, brew_ruby) ||
	       schain__equal(schain__basename(schain__interned_string(delivery->installer)), brew);
}

static void judge_taps(schain__scene *scene, schain__chain *chain, const schain__delivery *delivery)
{
	schain_string command = schain__interned_string(delivery->command);
	size_t from = 0;

	while (is_brew(delivery) && from < command.length) {
		schain_string tap = tap_of(next_word(command, &from));

		if (is_refused(scene, SCHAIN__KEY_BREW_TAPS_ALLOW_LIST, "brew_taps_allow_list", tap))
			add(scene, chain, delivery, SCHAIN__SIGNAL_DELIVERY_UNAPPROVED_SOURCE, tap, command);
	}
}

/* The disk image a macOS installer was started from, by the volume it is mounted as. */
static void judge_disk_image(schain__scene *scene, schain__chain *chain,
                             const schain__delivery *delivery)
{
	schain_string volumes = SCHAIN_STRING("/Volumes/");
	schain_string installer = schain__interned_string(delivery->installer);
	schain_string image;

	if (!schain__starts(installer, volumes))
		return;
	image = schain__cut(installer, volumes.length, schain__find(installer, '/', volumes.length));
	if (is_refused(scene, SCHAIN__KEY_TRUSTED_DMGS, "trusted_dmgs", image))
		add(scene, chain, delivery, SCHAIN__SIGNAL_DELIVERY_UNAPPROVED_SOURCE, image, installer);
}

static void judge_host(schain__scene *scene, schain__chain *chain, const schain__delivery *delivery,
                       const schain__item *item)
{
	schain_string host = schain__interned_string(scene->host->name);

	if (item->flags & SCHAIN__ITEM_DEVELOPER &&
	    is_refused(scene, SCHAIN__KEY_DEV_HOSTS, "dev_hosts", host))
		add(scene, chain, delivery, SCHAIN__SIGNAL_DELIVERY_UNEXPECTED_HOST, host,
		    schain__interned_string(delivery->installer));
}

void schain__source_judge(schain__scene *scene, schain__chain *chain,
                          const schain__delivery *delivery, const schain__item *item)
{
	judge_package(scene, chain, item);
	judge_taps(scene, chain, delivery);
	judge_disk_image(scene, chain, delivery);
	judge_host(scene, chain, delivery, item);
}
