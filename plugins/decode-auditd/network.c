/* SPDX-License-Identifier: Apache-2.0 */
/* Calls on sockets, as far as a SOCKADDR record gives the address. */
#include "decode-auditd/audit.h"

/* __AUDIT_ARCH_LE of linux/audit.h */
#define ARCHITECTURE_LITTLE_ENDIAN 0x40000000u

/* errno(3) of Linux */
#define INTERRUPTED (-4)
#define IN_PROGRESS (-115)

/* linux/net.h: which call socketcall(2) makes. */
enum {
	SOCKET_BIND = 2,
	SOCKET_CONNECT = 3,
	SOCKET_ACCEPT = 5,
	SOCKET_SENDTO = 11,
	SOCKET_SENDMSG = 16,
	SOCKET_ACCEPT4 = 18
};

static enum schain__audit_operation operation_of(const schain__audit_facts *facts)
{
	if (facts->call->operation != AUDIT_CALL_SOCKET)
		return facts->call->operation;
	switch (facts->argument[0]) {
	case SOCKET_BIND:
		return AUDIT_CALL_BIND;
	case SOCKET_CONNECT:
		return AUDIT_CALL_CONNECT;
	case SOCKET_ACCEPT:
	case SOCKET_ACCEPT4:
		return AUDIT_CALL_ACCEPT;
	case SOCKET_SENDTO:
	case SOCKET_SENDMSG:
		return AUDIT_CALL_SEND;
	default:
		return AUDIT_CALL_OTHER;
	}
}

static void read_address(const schain__audit_facts *facts, schain__audit_address *address)
{
	int big_endian = facts->architecture && !(facts->architecture & ARCHITECTURE_LITTLE_ENDIAN);

	if (facts->address.length)
		schain__audit_address_read(facts->address, big_endian, address);
	else
		schain__audit_address_read_text(facts->address_text, address);
}

/* A connection under way or interrupted goes on by itself (connect(2)). */
static int has_failed(const schain__audit_facts *facts)
{
	return facts->succeeded != 1 && facts->result != IN_PROGRESS && facts->result != INTERRUPTED;
}

static schain_status tell(schain__audit *audit, const schain__audit_facts *facts,
                          enum schain__audit_operation operation,
                          const schain__audit_address *address)
{
	schain__slot *slot = schain__audit_slot(audit, facts->group, SCHAIN_EVENT_CONNECTION,
	                                        facts->line);
	schain_string text = schain__audit_keep(audit,
	                                        schain__audit_string(address->text, address->length));

	schain__audit_set_process(slot, facts);
	slot->event.connection = &slot->connection;
	slot->connection.port = address->port;
	if (operation == AUDIT_CALL_BIND) {
		slot->connection.flags = SCHAIN_CONNECTION_LISTEN;
		slot->connection.local_port = address->port;
		slot->connection.local_address = text;
		return schain__audit_commit(audit);
	}
	slot->connection.address = text;
	if (operation == AUDIT_CALL_ACCEPT)
		slot->connection.flags = SCHAIN_CONNECTION_INBOUND;
	else if (has_failed(facts))
		slot->connection.flags = SCHAIN_CONNECTION_FAILED;
	return schain__audit_commit(audit);
}

schain_status schain__audit_tell_network(schain__audit *audit, schain__audit_facts *facts)
{
	enum schain__audit_operation operation = operation_of(facts);
	schain__audit_address address;

	if (operation == AUDIT_CALL_OTHER || (operation != AUDIT_CALL_CONNECT && facts->succeeded != 1))
		return schain__audit_ignore(audit, facts->group);
	if (!facts->address.length && !facts->address_text.length) {
		/* Sending on a connected socket, and accept(2) without an address, have none. */
		if (operation == AUDIT_CALL_CONNECT || operation == AUDIT_CALL_BIND) {
			facts->is_incomplete = 1;
			return SCHAIN_OK;
		}
		return schain__audit_ignore(audit, facts->group);
	}
	read_address(facts, &address);
	/* bind(2) to port 0 takes any port: that of a client. */
	if (address.family != AUDIT_FAMILY_INET || (operation == AUDIT_CALL_BIND && !address.port))
		return schain__audit_ignore(audit, facts->group);
	return tell(audit, facts, operation, &address);
}
