/* SPDX-License-Identifier: Apache-2.0 */
/* Stage "egress": where delivered software connects, and whether it should. */
#include "analytic/analytic.h"
#include "policy/object.h"

#include <stdio.h>
#include <string.h>

enum { TCP = 6, UDP = 17 }; /* IANA protocol numbers */

/*
 * IANA service ports of web, mail, file and source services, which software
 * uses as a matter of course. Name and time services are not egress at all.
 */
static const uint16_t usual_ports[] = { 21, 22, 25, 80, 110, 143, 443, 465, 587, 853, 873,
	                                993, 995, 5223, 8080, 8443, 9418, 11371 };
static const uint16_t service_ports[] = { 53, 67, 68, 123, 137, 138, 547, 1900, 5353, 5355 };

static int has_port(const uint16_t *ports, size_t count, uint32_t port)
{
	for (size_t i = 0; i < count; i++)
		if (ports[i] == port)
			return 1;
	return 0;
}

/* The destination of a connection, as far as anyone named it. */
struct place {
	schain_string name;    /* absent: no name known */
	schain_string address;
	schain_string key;     /* registrable domain, or the address */
	uint32_t bits;         /* SCHAIN__HOST_... */
	uint32_t is_bare;      /* no name, and none was asked for */
	uint32_t is_attributed; /* a log of the network told it, and nobody which process */
};

static int is_egress(const schain__scene *scene)
{
	const schain_connection *connection = scene->event->connection;
	uint32_t source = scene->event->source_kind;

	if (connection->flags & (SCHAIN_CONNECTION_INBOUND | SCHAIN_CONNECTION_LISTEN))
		return 0;
	if (has_port(service_ports, sizeof service_ports / sizeof *service_ports, connection->port))
		return 0;
	/*
	 * A connect() on a UDP socket sends nothing; the C library's getaddrinfo()
	 * does it for every address it sorts (RFC 6724 rule 9).
	 */
	if (connection->protocol == UDP && (source == SCHAIN_SOURCE_EBPF || source == SCHAIN_SOURCE_AUDITD))
		return 0;
	return connection->port || connection->host_name.length || connection->server_name.length;
}

static int is_loopback(schain_string address)
{
	return schain__starts(address, SCHAIN_STRING("127.")) || schain__equal(address, SCHAIN_STRING("::1"));
}

/*
 * What a download tool was asked to fetch, on its command line, is the name of
 * where it connects, where no sensor tells it. With several it could be any.
 */
static schain_string asked_host(const schain__scene *scene)
{
	const schain__process *process = scene->process;
	schain_string command, none = { NULL, 0 };
	size_t scheme, end;

	if (!process || !(process->classes & SCHAIN__IMAGE_DOWNLOADER))
		return none;
	command = schain__interned_string(process->command);
	scheme = schain__search(command, SCHAIN_STRING("://"));
	if (scheme == SIZE_MAX)
		return none;
	for (end = scheme + 3; end < command.length && !strchr(" \t\"'", command.data[end]); end++)
		;
	if (schain__search(schain__cut(command, end, command.length), SCHAIN_STRING("://")) != SIZE_MAX)
		return none;
	return schain__url_host(schain__cut(command, scheme, end));
}

static struct place place_of(const schain__scene *scene)
{
	const schain_connection *connection = scene->event->connection;
	struct place place;

	place.is_attributed = 0;
	place.is_bare = 0;
	place.address = connection->address;
	place.name = connection->server_name.length ? connection->server_name : connection->host_name;
	if (schain__is_address(place.name))
		place.name = schain__string(NULL, 0);
	if (!place.name.length)
		place.name = schain__name_of(scene->model, scene->host, connection->address,
		                             scene->event->time);
	if (!place.name.length) {
		schain_string asked = asked_host(scene);

		if (asked.length && !schain__is_address(asked))
			place.name = asked;
		else if (asked.length || scene->host->seen & SCHAIN__SEEN_NAMES)
			place.is_bare = 1;
	}
	place.bits = schain__model_address_bits(scene->model, place.address);
	/*
	 * What lies inside needs no name. But a name that leads to the host itself is
	 * a sinkholed or parked one: the software still asked for that name.
	 */
	if (place.name.length && is_loopback(place.address))
		place.bits &= ~SCHAIN__HOST_INTERNAL;
	if (place.name.length && !(place.bits & SCHAIN__HOST_INTERNAL))
		place.bits |= schain__model_host_bits(scene->model, place.name);
	place.key = place.name.length ? schain__registrable_domain(place.name) : place.address;
	return place;
}

/* Letters and digits of a word, in lower case. Returns how many fit. */
static size_t squeeze(schain_string text, char *buffer, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < text.length && length < size; i++) {
		char c = schain__lower(text.data[i]);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buffer[length++] = c;
	}
	return length;
}

enum { LABEL_SIZE = 64, LEAST_LABEL = 4 }; /* RFC 1035: a label has 63 octets at most */

/*
 * Is the first label of the domain a word of the text, or the whole of it
 * without blanks? "example.com" for "Example Software", "opera" for "opera".
 */
static int names_vendor(schain_string domain, schain_string text)
{
	char label[LABEL_SIZE], word[LABEL_SIZE];
	size_t dot = schain__find(domain, '.', 0);
	size_t length = squeeze(schain__cut(domain, 0, dot), label, sizeof label);
	size_t from = 0;

	if (length < LEAST_LABEL)
		return 0;
	if (squeeze(text, word, sizeof word) == length && !memcmp(word, label, length))
		return 1;
	for (size_t i = 0; i <= text.length; i++) {
		char c = i < text.length ? text.data[i] : ' ';

		if (!strchr(" /\\,._=():", c))
			continue;
		if (squeeze(schain__cut(text, from, i), word, sizeof word) == length &&
		    !memcmp(word, label, length))
			return 1;
		from = i + 1;
	}
	return 0;
}

/* Of those whose valid signature the chain's files bear. */
static int names_signer(schain_string domain, const schain__chain *chain)
{
	for (size_t i = 0; i < chain->signal_count; i++)
		if ((chain->signals[i].id == SCHAIN__SIGNAL_TRUST_SIGNED ||
		     chain->signals[i].id == SCHAIN__SIGNAL_TRUST_APPROVED_SIGNER) &&
		    names_vendor(domain, schain__interned_string(chain->signals[i].detail)))
			return 1;
	return 0;
}

static uint64_t product_of_process(const schain__scene *scene)
{
	return schain__product_key_of_image(scene->host, scene->process->image);
}

/* The delivery that a chain is of; 0 if it is forgotten. */
static uint64_t serial_of(const schain__scene *scene, const schain__chain *chain)
{
	const schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);

	return delivery ? delivery->serial : 0;
}

static int was_there_before(schain__scene *scene, uint64_t who, schain_string place, uint64_t serial)
{
	schain__contact *contact = schain__contact_find(scene->model, scene->host, who, place);

	return contact && contact->teacher != serial;
}

/*
 * What a plugin or the product knows of the destination outweighs the rest.
 * `kind`: 0, or SCHAIN__SUBJECT_KIND for what it says of the destination's kind.
 */
static schain__held_claim *claim_on(schain__scene *scene, const struct place *place, uint32_t kind)
{
	schain_time now = scene->event->time;
	schain__held_claim *claim = schain__claim_on(scene->model, scene->host,
	                                             SCHAIN_SUBJECT_DOMAIN | kind, place->name, now);

	return claim ? claim
	             : schain__claim_on(scene->model, scene->host, SCHAIN_SUBJECT_ADDRESS | kind,
	                                place->address, now);
}

/* Whoever says so knows more of the vendor than the word in the name tells. */
static int is_look_alike(schain__scene *scene, const struct place *place)
{
	const schain__held_claim *kind = claim_on(scene, place, SCHAIN__SUBJECT_KIND);

	return kind && kind->reasons & SCHAIN_REASON_LOOK_ALIKE;
}

static enum schain__judgement judge(schain__scene *scene, schain__chain *chain,
                                    const schain__carry *carry, uint64_t serial,
                                    const struct place *place)
{
	if (place->bits & SCHAIN__HOST_INTERNAL)
		return SCHAIN__INTERNAL;
	/* A browser that was opened goes where its user goes. */
	if (carry->kind == SCHAIN__CARRY_INHERITED && scene->process->classes & SCHAIN__IMAGE_BROWSER)
		return SCHAIN__CUSTOMARY;
	if (place->bits & (SCHAIN__HOST_APPROVED | SCHAIN__HOST_REGISTRY))
		return SCHAIN__APPROVED;
	if (was_there_before(scene, chain->product_key, place->key, serial))
		return SCHAIN__CUSTOMARY;
	/* A program that merely loaded the module has a past of its own. */
	if (carry->kind != SCHAIN__CARRY_IMAGE && carry->kind != SCHAIN__CARRY_SCRIPT &&
	    was_there_before(scene, product_of_process(scene), place->key, serial))
		return SCHAIN__CUSTOMARY;
	if (place->name.length && !is_look_alike(scene, place) &&
	    (place->bits & SCHAIN__HOST_SIBLING ||
	     names_vendor(place->key, schain__interned_string(chain->vendor)) ||
	     names_vendor(place->key, schain__interned_string(chain->product)) ||
	     names_signer(place->key, chain)))
		return SCHAIN__VENDOR;
	if (was_there_before(scene, 0, place->key, serial))
		return SCHAIN__COMMON;
	return SCHAIN__UNAPPROVED;
}

/* Signal and weight of a judgement; 0 for what is no finding. */
static int32_t weigh(const schain__scene *scene, const schain__chain *chain,
                     enum schain__judgement judgement, const struct place *place, int has_habit,
                     enum schain__signal_id *ret_id)
{
	int64_t window = schain__policy_value(scene->model->policy, SCHAIN__KEY_FIRST_RUN_TO_EGRESS);
	enum schain__signal_id id = SCHAIN__SIGNAL_EGRESS_UNAPPROVED;
	int32_t weight, relief = 0;

	if (judgement == SCHAIN__APPROVED || judgement == SCHAIN__INTERNAL)
		return 0;
	if (!place->name.length)
		id = place->is_bare ? SCHAIN__SIGNAL_EGRESS_DIRECT : SCHAIN__SIGNAL_EGRESS_UNNAMED;
	weight = schain__weight(scene, id);
	*ret_id = id;
	if (judgement == SCHAIN__CUSTOMARY)
		*ret_id = SCHAIN__SIGNAL_EGRESS_CUSTOMARY;
	else if (judgement == SCHAIN__VENDOR)
		*ret_id = SCHAIN__SIGNAL_EGRESS_VENDOR;
	else if (judgement == SCHAIN__COMMON)
		*ret_id = SCHAIN__SIGNAL_EGRESS_COMMON;
	if (*ret_id != id)
		relief = schain__weight(scene, *ret_id);
	if (!has_habit && schain__elapsed(chain->first_run, scene->event->time) > window)
		relief += schain__weight(scene, SCHAIN__SIGNAL_EGRESS_DORMANT);
	return weight + relief;
}

static void add_circumstances(schain__scene *scene, schain__chain *chain, const schain__carry *carry,
                              schain_string subject, schain_string detail)
{
	uint64_t tools = SCHAIN__IMAGE_SHELL | SCHAIN__IMAGE_DOWNLOADER | SCHAIN__IMAGE_SCRIPT_HOST |
	                 SCHAIN__IMAGE_LOLBIN;
	uint32_t port = scene->event->connection->port;

	if (carry->kind == SCHAIN__CARRY_INHERITED && scene->process->classes & tools &&
	    !schain__is_maintenance(scene, chain, scene->process))
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_BY_TOOL,
		                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_BY_TOOL), subject, detail,
		                   scene->process);
	if (port && !has_port(usual_ports, sizeof usual_ports / sizeof *usual_ports, port))
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_UNUSUAL_PORT,
		                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_UNUSUAL_PORT), subject, detail,
		                   scene->process);
}

/* Another source's good word does not take back a bad one. */
static int is_known_bad(schain__scene *scene, const schain__chain_destination *destination)
{
	struct place place = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, 0, 0, 0 };
	schain__held_claim *claim;

	place.name = schain__interned_string(destination->name);
	place.address = schain__interned_string(destination->address);
	claim = claim_on(scene, &place, 0);
	return claim && claim->finding == SCHAIN_FINDING_KNOWN_BAD;
}

/* The name was taken for the vendor's own, and is another's. */
static void take_back_vendor(schain__scene *scene, schain__chain *chain,
                             schain__chain_destination *destination, schain_string subject,
                             const schain__held_claim *claim)
{
	schain__chain_touch(scene->model, chain);
	destination->judgement = SCHAIN__UNAPPROVED;
	for (size_t i = chain->signal_count; i-- > 0;)
		if (chain->signals[i].id == SCHAIN__SIGNAL_EGRESS_VENDOR &&
		    schain__equal(schain__interned_string(chain->signals[i].subject), subject))
			schain__chain_signal_remove(scene->model, chain, &chain->signals[i]);
	schain__signal_add_by(scene, chain, SCHAIN__SIGNAL_EGRESS_UNAPPROVED,
	                      schain__weight(scene, SCHAIN__SIGNAL_EGRESS_UNAPPROVED), subject,
	                      schain__interned_string(claim->reason), destination->process_key);
}

/* A claim that came after the connection. */
void schain__egress_claim(schain__scene *scene, schain__chain *chain,
                          schain__chain_destination *destination, const schain__held_claim *claim)
{
	schain_string name = schain__interned_string(destination->name);
	schain_string subject = name.length ? name : schain__interned_string(destination->address);

	if (claim->finding == SCHAIN_FINDING_KNOWN_BAD) {
		schain__signal_add_by(scene, chain, SCHAIN__SIGNAL_EGRESS_KNOWN_BAD,
		                      schain__weight(scene, SCHAIN__SIGNAL_EGRESS_KNOWN_BAD), subject,
		                      schain__interned_string(claim->reason), destination->process_key);
	} else if (claim->finding == SCHAIN_FINDING_KNOWN_GOOD &&
	           destination->judgement != SCHAIN__INTERNAL && !is_known_bad(scene, destination)) {
		schain__chain_touch(scene->model, chain);
		destination->judgement = SCHAIN__APPROVED;
		schain__signal_withdraw(scene, chain, SCHAIN_STAGE_EGRESS, subject);
	} else if (claim->finding == SCHAIN_FINDING_DESTINATION) {
		if (destination->judgement == SCHAIN__VENDOR && claim->reasons & SCHAIN_REASON_LOOK_ALIKE)
			take_back_vendor(scene, chain, destination, subject, claim);
		schain__destination_judge(scene, chain, destination->judgement, subject,
		                          destination->process_key, claim);
	}
}

void schain__egress_claim_asked(schain__scene *scene, schain__chain *chain,
                                uint64_t process_key, schain_string name,
                                const schain__held_claim *claim)
{
	/* Each name asked for may be another; the domain stays. */
	schain_string domain = schain__registrable_domain(name);
	schain_string subject = domain.length ? domain : name;

	if (claim->finding == SCHAIN_FINDING_KNOWN_BAD)
		schain__signal_add_by(scene, chain, SCHAIN__SIGNAL_EGRESS_KNOWN_BAD,
		                      schain__weight(scene, SCHAIN__SIGNAL_EGRESS_KNOWN_BAD), name,
		                      schain__interned_string(claim->reason), process_key);
	else if (claim->finding == SCHAIN_FINDING_DESTINATION &&
	         !was_there_before(scene, chain->product_key, subject, serial_of(scene, chain)))
		schain__destination_judge(scene, chain, SCHAIN__UNAPPROVED, subject, process_key, claim);
}

static void ask(schain__scene *scene, const schain__chain *chain, const struct place *place)
{
	schain__matter matter = { chain, SCHAIN_SUBJECT_DOMAIN, place->name, NULL, 0 };

	if (!place->name.length) {
		matter.subject_kind = SCHAIN_SUBJECT_ADDRESS;
		matter.subject = place->address;
	}
	if (scene->ask && matter.subject.length)
		scene->ask(scene->context, scene, &matter);
}

/* Metadata services lie inside, but who asks them is worth knowing. */
static int is_outside(enum schain__judgement judgement, const struct place *place)
{
	return judgement != SCHAIN__INTERNAL || place->bits & SCHAIN__HOST_METADATA;
}

/* Of a place that is approved the port is no finding; of one that is known, odd use says it. */
static void judge_port(schain__scene *scene, schain__chain *chain, enum schain__judgement judgement,
                       schain_string subject, int is_known)
{
	uint32_t port = scene->event->connection->port;
	char text[16];
	int length = snprintf(text, sizeof text, "%u", (unsigned)port);

	if (!port || judgement == SCHAIN__INTERNAL ||
	    !schain__habit_is_new(scene, chain, SCHAIN_TRAIT_PORT, schain__string(text, (size_t)length)) ||
	    judgement == SCHAIN__APPROVED || is_known)
		return;
	schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_NEW_PORT,
	                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_NEW_PORT), subject,
	                   schain__interned_string(scene->process->image), scene->process);
}

/*
 * What the network tells of a connection that the host's own sensor told too:
 * its name, where that one had none or another.
 */
static int is_news(const schain__scene *scene, const schain__chain *chain, const struct place *place)
{
	if (!place->name.length)
		return 0;
	for (size_t i = 0; i < chain->destination_count; i++)
		if (chain->destinations[i].port == scene->event->connection->port &&
		    schain__equal(schain__interned_string(chain->destinations[i].name), place->name))
			return 0;
	return 1;
}

static void connect_marked(schain__scene *scene, schain__chain *chain, const schain__carry *carry,
                           struct place *place)
{
	const schain_connection *connection = scene->event->connection;
	schain__held_claim *claim = claim_on(scene, place, 0);
	schain__held_claim *good = claim_on(scene, place, SCHAIN__SUBJECT_GOOD);
	schain__held_claim *kind = claim_on(scene, place, SCHAIN__SUBJECT_KIND);
	uint64_t serial = serial_of(scene, chain);
	schain_string subject = place->name.length ? place->name : place->address;
	schain_string image = schain__interned_string(scene->process->image);
	enum schain__signal_id id = SCHAIN__SIGNAL_EGRESS_UNAPPROVED;
	schain__chain_destination *destination;
	enum schain__judgement judgement;
	int32_t weight;
	int has_habit, is_known;

	if (good && !(claim && claim->finding == SCHAIN_FINDING_KNOWN_BAD))
		place->bits |= SCHAIN__HOST_APPROVED;
	judgement = judge(scene, chain, carry, serial, place);
	has_habit = schain__chain_has_habit(scene, chain);
	weight = weigh(scene, chain, judgement, place, has_habit, &id);
	destination = schain__chain_destination_add(scene->model, chain, place->name, place->address,
	                                            connection->port, connection->protocol,
	                                            scene->event->time);
	if (destination) {
		if (!destination->connections++) {
			destination->judgement = judgement;
			destination->process_key = scene->process->serial;
		}
	}
	if (claim && claim->finding == SCHAIN_FINDING_KNOWN_BAD)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_KNOWN_BAD,
		                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_KNOWN_BAD), subject,
		                   schain__interned_string(claim->reason), scene->process);
	if (weight > 0) {
		/* One connection, found once: by its name from now on. */
		if (place->is_attributed) {
			schain__signal_withdraw(scene, chain, SCHAIN_STAGE_EGRESS, place->address);
			schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_ATTRIBUTED,
			                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_ATTRIBUTED), subject,
			                   image, scene->process);
		}
		schain__signal_add(scene, chain, id, weight, subject, image, scene->process);
		if (judgement == SCHAIN__UNAPPROVED) {
			schain__signal_withdraw_kind(scene, chain, SCHAIN__SIGNAL_EGRESS_ASKED);
			add_circumstances(scene, chain, carry, subject, image);
		}
		if (judgement == SCHAIN__UNAPPROVED && has_habit)
			schain__change_judge(scene, chain, place->key,
			                     place->is_bare ? place->address : schain__string(NULL, 0));
	}
	if (kind)
		schain__destination_judge(scene, chain, judgement, subject, scene->process->serial, kind);
	is_known = was_there_before(scene, chain->product_key, place->key, serial);
	if (place->bits & SCHAIN__HOST_METADATA && !is_known)
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_METADATA,
		                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_METADATA), subject, image,
		                   scene->process);
	if (is_outside(judgement, place))
		schain__destination_use(scene, chain, place->key, serial, is_known, has_habit);
	judge_port(scene, chain, judgement, subject, is_known);
	if (judgement != SCHAIN__INTERNAL && judgement != SCHAIN__APPROVED)
		ask(scene, chain, place);
	if (!chain->is_bad && is_outside(judgement, place))
		schain__product_contact_learn(scene->model, scene->host, chain->product_key, place->key, serial,
		                      scene->event->time);
}

/* What software did before anyone saw it delivered is its past too. */
static void learn_unmarked(schain__scene *scene, const struct place *place)
{
	schain_string image = schain__interned_string(scene->process->image);
	char buffer[SCHAIN__PRODUCT_SIZE];
	schain__profile *profile = schain__product_contact_learn(scene->model, scene->host,
	                                                         product_of_process(scene), place->key, 0,
	                                                         scene->event->time);

	if (profile)
		schain__profile_see(scene->model, profile, schain__product_of_path(image, buffer),
		                    schain__string(NULL, 0), scene->event->time);
	schain__destination_use_learn(scene, product_of_process(scene), place->key, 0);
	if (place->is_bare)
		schain__contact_learn(scene->model, scene->host, product_of_process(scene), SCHAIN__NAMELESS,
		                      0, scene->event->time);
}

/* A flow that names no process is one's that opened the same connection. */
static int attribute(schain__scene *scene)
{
	uint64_t owner;

	if (scene->process || scene->event->source_kind != SCHAIN_SOURCE_NETWORK)
		return 0;
	owner = schain__flow_owner(scene->model, scene->host, scene->event->connection,
	                           scene->event->time);
	scene->process = schain__slab_get(&scene->model->processes, owner);
	return scene->process != NULL;
}

void schain__see_connection(schain__scene *scene)
{
	const schain_connection *connection = scene->event->connection;
	schain__process *process;
	struct place place;
	int is_attributed;

	if (!connection || !is_egress(scene))
		return;
	is_attributed = attribute(scene);
	process = scene->process;
	if (!process)
		return;
	place = place_of(scene);
	place.is_attributed = (uint32_t)is_attributed;
	if (!process->carry_count) {
		if (!is_outside(place.bits & SCHAIN__HOST_INTERNAL ? SCHAIN__INTERNAL : SCHAIN__COMMON, &place))
			return;
		schain__contact_learn(scene->model, scene->host, 0, place.key, 0, scene->event->time);
		learn_unmarked(scene, &place);
		return;
	}
	if (!is_attributed)
		schain__flow_learn(scene->model, scene->host, connection, schain__slab_ref(process),
		                   scene->event->time);
	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);

		if (chain && (!is_attributed || is_news(scene, chain, &place)))
			connect_marked(scene, chain, &process->carries[i], &place);
	}
}

schain_string schain__asked_place(schain_string place, char buffer[SCHAIN__ASKED_SIZE])
{
	place = schain__cut(place, 0, SCHAIN__ASKED_SIZE - 2);
	memcpy(buffer, "? ", 2);
	if (place.length)
		memcpy(buffer + 2, place.data, place.length);
	return schain__string(buffer, place.length + 2);
}

/*
 * Is the answer an address outside? What has none was not found, and what lies
 * inside is not egress; an address of the host itself is that of a sinkhole.
 */
static int leads_outside(const schain__scene *scene)
{
	const schain_dns *dns = scene->event->dns;

	for (size_t i = 0; i < dns->answer_count; i++)
		if (schain__is_address(dns->answers[i]) &&
		    (is_loopback(dns->answers[i]) ||
		     !(schain__model_address_bits(scene->model, dns->answers[i]) & SCHAIN__HOST_INTERNAL)))
			return 1;
	return 0;
}

/*
 * Where no sensor of the host tells connections, the names asked for are all
 * that is known of where a product goes.
 */
static void learn_asked(schain__scene *scene, uint64_t product_key, const struct place *place,
                        uint64_t serial)
{
	char buffer[SCHAIN__ASKED_SIZE];

	schain__contact_learn(scene->model, scene->host, product_key,
	                      schain__asked_place(place->key, buffer), serial, scene->event->time);
	if (!(scene->host->seen & SCHAIN__SEEN_EVENT(SCHAIN_EVENT_CONNECTION)))
		schain__product_contact_learn(scene->model, scene->host, product_key, place->key, serial,
		                              scene->event->time);
}

/* Does a connection say more already, or have enough names been told? */
static int needs_no_name(const schain__chain *chain)
{
	enum { ENOUGH = 4 };
	int asked = 0;

	for (size_t i = 0; i < chain->signal_count; i++) {
		if (chain->signals[i].id == SCHAIN__SIGNAL_EGRESS_UNAPPROVED ||
		    chain->signals[i].id == SCHAIN__SIGNAL_EGRESS_DIRECT ||
		    chain->signals[i].id == SCHAIN__SIGNAL_EGRESS_UNNAMED)
			return 1;
		asked += chain->signals[i].id == SCHAIN__SIGNAL_EGRESS_ASKED;
	}
	return asked >= ENOUGH;
}

/*
 * Who asks for a name is about to go there, by whatever way a sensor may miss;
 * and names carry data by themselves.
 */
static void judge_asked(schain__scene *scene, schain__chain *chain, const schain__carry *carry,
                        const struct place *place)
{
	schain_string image = schain__interned_string(scene->process->image);
	uint64_t serial = serial_of(scene, chain);
	char buffer[SCHAIN__ASKED_SIZE];
	schain_string asked = schain__asked_place(place->key, buffer);
	int has_habit = schain__chain_has_habit(scene, chain);
	enum schain__signal_id id;
	int32_t weight;

	if (judge(scene, chain, carry, serial, place) != SCHAIN__UNAPPROVED ||
	    was_there_before(scene, chain->product_key, asked, serial) ||
	    was_there_before(scene, 0, asked, serial))
		return;
	weight = weigh(scene, chain, SCHAIN__UNAPPROVED, place, has_habit, &id) -
	         schain__weight(scene, id) + schain__weight(scene, SCHAIN__SIGNAL_EGRESS_ASKED);
	if (weight > 0 && !needs_no_name(chain))
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_ASKED, weight, place->name, image,
		                   scene->process);
	if (has_habit)
		schain__change_judge(scene, chain, place->key, schain__string(NULL, 0));
	if (!chain->is_bad)
		learn_asked(scene, chain->product_key, place, serial);
}

/* Names may carry data out though nothing ever connects to them. */
static void ask_marked(schain__scene *scene, schain_string name)
{
	const schain__process *process = scene->process;
	struct place place = { name, schain__string(NULL, 0), schain__registrable_domain(name), 0, 0, 0 };

	if (!name.length || schain__is_address(name) ||
	    schain__model_host_bits(scene->model, name) &
	            (SCHAIN__HOST_INTERNAL | SCHAIN__HOST_APPROVED | SCHAIN__HOST_REGISTRY))
		return;
	schain__asker_learn(scene->model, scene->host, name, schain__slab_ref(process));
	for (uint32_t i = 0; i < process->carry_count; i++) {
		schain__chain *chain = schain__carried(scene, &process->carries[i]);
		schain__held_claim *claim = claim_on(scene, &place, 0);
		schain__held_claim *kind = claim_on(scene, &place, SCHAIN__SUBJECT_KIND);

		if (!chain)
			continue;
		if (claim)
			schain__egress_claim_asked(scene, chain, process->serial, name, claim);
		if (kind)
			schain__egress_claim_asked(scene, chain, process->serial, name, kind);
		if (leads_outside(scene))
			judge_asked(scene, chain, &process->carries[i], &place);
		ask(scene, chain, &place);
	}
}

static void ask_unmarked(schain__scene *scene, schain_string name)
{
	struct place place = { name, schain__string(NULL, 0), schain__registrable_domain(name), 0, 0, 0 };
	char buffer[SCHAIN__ASKED_SIZE];

	if (!name.length || !leads_outside(scene))
		return;
	learn_asked(scene, product_of_process(scene), &place, 0);
	/*
	 * Others ask for it too; but not the system's resolver, which asks what it was
	 * asked. It makes common what is asked for, never where connections go.
	 */
	if (!schain__asker_of(scene->model, scene->host, name))
		schain__contact_learn(scene->model, scene->host, 0, schain__asked_place(place.key, buffer), 0,
		                      scene->event->time);
}

void schain__see_dns(schain__scene *scene)
{
	const schain_dns *dns = scene->event->dns;

	if (dns && scene->process && scene->process->carry_count)
		ask_marked(scene, dns->query);
	else if (dns && scene->process)
		ask_unmarked(scene, dns->query);
	for (size_t i = 0; dns && i < dns->answer_count; i++) {
		char first = dns->answers[i].length ? dns->answers[i].data[0] : 0;

		/* Addresses only: a CNAME begins like a name, and the address follows it. */
		if ((first >= '0' && first <= '9') || schain__find(dns->answers[i], ':', 0) != SIZE_MAX)
			schain__name_learn(scene->model, scene->host, dns->answers[i], dns->query,
			                   scene->event->time, dns->ttl);
	}
}
