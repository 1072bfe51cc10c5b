/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_H
#define SCHAIN_EGRESS_H
/**
 * @file egress.h
 * What kind of place software connects to. In libsupplychain-egress.
 */
#include "base.h"
#include "claim.h"
#include "error.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup egress Destinations
 *
 * Four judges that can be asked alone, and a classifier that asks them all. All
 * of them work offline; nothing looks a name up or connects. An object belongs
 * to one thread at a time. Files are read by schain_egress_new() only.
 *
 * Evidence is in millibans: a thousand times the base-10 logarithm of the
 * likelihood ratio, so 1000 is ten to one. Shares are in ten-thousandths.
 * @{
 */

/**
 * @name Names that an algorithm made
 * @{
 */

/**
 * Evidence that an algorithm made the name, in millibans, by the label under its
 * public suffix. Above 0 it is likelier than not among as many of each; see
 * schain_name_threshold(). 0 for an address, a name in other letters than
 * ASCII's, and what is no name at all. From any thread.
 * @since 1.0
 */
SCHAIN_API int32_t schain_name_score(schain_string name);
/** The same of one label, without what stands behind it. @since 1.0 */
SCHAIN_API int32_t schain_label_score(schain_string label);
/**
 * From this score on hardly one honest name in a thousand is mistaken: where a
 * single name counts. @since 1.0
 */
SCHAIN_API int32_t schain_name_threshold(void);

/** Many names under one registrable domain, judged together. @since 1.0 */
typedef struct schain_zones schain_zones;

/**
 * @name Zone flags (schain_zone::flags).
 * @{
 */
#define SCHAIN_ZONE_GENERATED 1u /**< An algorithm makes its labels. @since 1.0 */
#define SCHAIN_ZONE_TUNNEL 2u    /**< Its labels carry data: many, long and evenly spread. @since 1.0 */
/** @} */

/** What is known of a zone. @since 1.0 */
typedef struct schain_zone {
	uint32_t struct_size; /**< sizeof(schain_zone). */
	uint32_t flags;       /**< SCHAIN_ZONE_GENERATED and the like. */
	uint64_t names;       /**< Names seen, each time counted. */
	uint64_t labels;      /**< Distinct first labels, as far as they are remembered. */
	uint64_t bytes;       /**< Octets of labels before the zone, of distinct names. */
	int32_t score;        /**< Mean evidence a label, in millibans. */
	uint32_t longest;     /**< Octets of the longest first label. */
	schain_string name;   /**< Registrable domain; borrowed until the next call. */
} schain_zone;

/**
 * @param allocator borrowed for its life; NULL: malloc.
 * @param limit zones remembered, the least recently seen go; 0: 4096.
 * @since 1.0
 */
SCHAIN_API schain_status schain_zones_new(const schain_allocator *allocator, uint32_t limit,
                                          schain_zones **ret_zones, schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_zones_free(schain_zones *zones);
/**
 * Counts a name that was asked for. @param ret_zone its zone, may be NULL.
 * @return #SCHAIN_E_ARGUMENT if it is no name below a registrable domain.
 * @since 1.0
 */
SCHAIN_API schain_status schain_zones_add(schain_zones *zones, schain_string name,
                                          schain_zone *ret_zone, schain_error *error);
/**
 * Tells of each zone, in no order that means anything. @p take returns 0 to go on.
 * @return #SCHAIN_E_CANCELLED when it did not.
 * @since 1.0
 */
SCHAIN_API schain_status schain_zones_each(const schain_zones *zones,
                                           int (*take)(void *context, const schain_zone *zone),
                                           void *context, schain_error *error);
/** @} */

/**
 * @name Look-alikes
 * @{
 */

/** Domains and words that others may imitate. @since 1.0 */
typedef struct schain_lookalikes schain_lookalikes;

/**
 * @name How a name imitates (schain_lookalike::kind).
 * @{
 */
#define SCHAIN_LOOKALIKE_EDIT 1u      /**< A letter more, less, other, or two exchanged. @since 1.0 */
#define SCHAIN_LOOKALIKE_HOMOGLYPH 2u /**< Characters that look the same. @since 1.0 */
#define SCHAIN_LOOKALIKE_TOKEN 3u     /**< The word with plausible words beside it. @since 1.0 */
#define SCHAIN_LOOKALIKE_SUFFIX 4u    /**< The same label under another suffix: for information, mostly honest. @since 1.0 */
/** @} */

/** A name that imitates another. @since 1.0 */
typedef struct schain_lookalike {
	uint32_t struct_size; /**< sizeof(schain_lookalike). */
	uint32_t kind;        /**< SCHAIN_LOOKALIKE_EDIT and the like; 0: none. */
	uint32_t distance;    /**< Of #SCHAIN_LOOKALIKE_EDIT: changes. */
	uint32_t reserved;    /**< 0. */
	schain_string imitated; /**< As it was added; borrowed until something is added. */
} schain_lookalike;

/** @param allocator borrowed for its life; NULL: malloc. @since 1.0 */
SCHAIN_API schain_status schain_lookalikes_new(const schain_allocator *allocator,
                                               schain_lookalikes **ret_lookalikes,
                                               schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_lookalikes_free(schain_lookalikes *lookalikes);
/**
 * Adds a host name, whose registrable domain counts, or a word without a dot
 * such as a product's or vendor's name.
 * @return #SCHAIN_E_ARGUMENT if nothing of four letters is left of it: it would
 * be found everywhere.
 * @since 1.0
 */
SCHAIN_API schain_status schain_lookalikes_add(schain_lookalikes *lookalikes, schain_string name,
                                               schain_error *error);
/**
 * Adds the built-in words: names of services that most software talks to, which
 * published attacks imitated.
 * @since 1.0
 */
SCHAIN_API schain_status schain_lookalikes_add_known(schain_lookalikes *lookalikes,
                                                     schain_error *error);
/**
 * Looks whether a host name imitates one of them, by an index: the time does not
 * grow with their number. A name whose registrable domain was added, or is
 * below one that was, imitates none.
 * @since 1.0
 */
SCHAIN_API schain_status schain_lookalikes_find(const schain_lookalikes *lookalikes,
                                                schain_string name, schain_lookalike *ret_found,
                                                schain_error *error);
/** @} */

/**
 * @name Beacons
 * @{
 */

/** A connection as a flow log has it. @since 1.0 */
typedef struct schain_flow {
	uint32_t struct_size; /**< sizeof(schain_flow). */
	uint32_t flags;       /**< 0. */
	schain_time time;     /**< When it began. */
	uint64_t bytes_sent;  /**< By who connected; 0 unknown. */
	uint32_t protocol;    /**< IANA number; 0 unknown. */
	uint32_t port;        /**< Of who was connected to. */
	schain_string from;   /**< Address or host that connected, or product. */
	schain_string to;     /**< Address or name. */
} schain_flow;

/** Static initialiser. @since 1.0 */
#define SCHAIN_FLOW_INIT { (uint32_t)sizeof(schain_flow), 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0} }
/** The same as #SCHAIN_FLOW_INIT. @since 1.0 */
SCHAIN_API void schain_flow_init(schain_flow *flow, size_t size);

/** Pairs of who connects and where to, in bounded memory. @since 1.0 */
typedef struct schain_beacons schain_beacons;

/**
 * @name Beacon flags (schain_beacon::flags).
 * @{
 */
#define SCHAIN_BEACON_REGULAR 1u /**< Regular enough to be called a beacon. @since 1.0 */
/** @} */

/** How regularly one connects to another. @since 1.0 */
typedef struct schain_beacon {
	uint32_t struct_size; /**< sizeof(schain_beacon). */
	uint32_t flags;       /**< #SCHAIN_BEACON_REGULAR. */
	uint64_t connections; /**< Seen. */
	schain_time first;    /**< Of them. */
	schain_time last;     /**< Of them. */
	int64_t period;       /**< Nanoseconds from one to the next; 0 not known. */
	uint32_t score;       /**< Periodicity, 0 to 10000. */
	uint32_t jitter;      /**< Typical deviation, in ten-thousandths of the period. */
	uint32_t port;        /**< Of the last. */
	uint32_t intervals;   /**< That the score rests on; 64 at most. */
	schain_string from;   /**< Borrowed until the next call. */
	schain_string to;     /**< Borrowed until the next call. */
} schain_beacon;

/**
 * @param allocator borrowed for its life; NULL: malloc.
 * @param limit pairs remembered, the least recently seen go; 0: 16384.
 * @since 1.0
 */
SCHAIN_API schain_status schain_beacons_new(const schain_allocator *allocator, uint32_t limit,
                                            schain_beacons **ret_beacons, schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_beacons_free(schain_beacons *beacons);
/**
 * Counts a connection. Flows of a pair should come in order of time; one that is
 * early counts as a connection and makes no interval.
 * @param ret_beacon the pair, may be NULL.
 * @since 1.0
 */
SCHAIN_API schain_status schain_beacons_add(schain_beacons *beacons, const schain_flow *flow,
                                            schain_beacon *ret_beacon, schain_error *error);
/**
 * Tells of each pair, in no order that means anything. @p take returns 0 to go on.
 * @return #SCHAIN_E_CANCELLED when it did not.
 * @since 1.0
 */
SCHAIN_API schain_status schain_beacons_each(const schain_beacons *beacons,
                                             int (*take)(void *context,
                                                         const schain_beacon *beacon),
                                             void *context, schain_error *error);

/** The scores that RITA 5 gives a pair, 0 to 10000 each. @since 1.0 */
typedef struct schain_rita {
	uint32_t struct_size; /**< sizeof(schain_rita). */
	uint32_t score;       /**< Mean of the four. */
	uint32_t timestamps;  /**< Evenness of intervals. */
	uint32_t sizes;       /**< Evenness of octets sent. */
	uint32_t histogram;   /**< Evenness over the data set. */
	uint32_t duration;    /**< How much of it the pair was active. */
	int32_t skew;         /**< Bowley skew of the intervals, -10000 to 10000. */
	uint32_t deviation;   /**< Median deviation of the intervals, in whole seconds. */
} schain_rita;

/** One connection of a pair. @since 1.0 */
typedef struct schain_rita_point {
	int64_t second;      /**< Since 1970. */
	uint64_t bytes_sent; /**< Octets. */
} schain_rita_point;

/**
 * RITA's scores of a pair, by its published algorithm, for comparison.
 * @param points in order of time.
 * @param begin,end first and last second of the data set.
 * @return #SCHAIN_E_ARGUMENT for fewer than four different seconds.
 * @since 1.0
 */
SCHAIN_API schain_status schain_rita_score(const schain_allocator *allocator,
                                           const schain_rita_point *points, size_t count,
                                           int64_t begin, int64_t end, schain_rita *ret_scores,
                                           schain_error *error);

/** Reads flow logs a line at a time. @since 1.0 */
typedef struct schain_flow_reader schain_flow_reader;
/**
 * For Zeek's conn.log as text with its header or as JSON lines, and for JSON
 * lines with the names of #schain_flow and a "ts" or "time" in seconds.
 * @param allocator borrowed for its life; NULL: malloc.
 * @since 1.0
 */
SCHAIN_API schain_status schain_flow_reader_new(const schain_allocator *allocator,
                                                schain_flow_reader **ret_reader,
                                                schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_flow_reader_free(schain_flow_reader *reader);
/**
 * Reads a line, without its newline.
 * @param ret_flow borrows from the line and the reader until the next call.
 * @return #SCHAIN_AGAIN if the line is a header or empty; #SCHAIN_E_FORMAT if it
 * is no flow.
 * @since 1.0
 */
SCHAIN_API schain_status schain_flow_reader_read(schain_flow_reader *reader, schain_string line,
                                                 schain_flow *ret_flow, schain_error *error);
/** @} */

/**
 * @name The classifier
 * @{
 */

/** Says what kind of place a destination is. @since 1.0 */
typedef struct schain_egress schain_egress;

/** Options of schain_egress_new(). @since 1.0 */
typedef struct schain_egress_options {
	uint32_t struct_size; /**< sizeof(schain_egress_options). */
	uint32_t flags;       /**< 0. */
	const schain_allocator *allocator; /**< Borrowed for the classifier's life; NULL: malloc. */
	const char *suffix_list; /**< Public suffix list to read; NULL: the one that libpsl was built with. */
	const char *network_file; /**< MMDB with network owners (ASN) to read; NULL: none. */
	const void *reserved; /**< NULL. */
	uint32_t memory;      /**< Destinations remembered; 0: 65536. The least recently seen go. */
	uint32_t pairs;       /**< Of who connects and where to, for beacons; 0: 4096. */
	uint64_t seed[2];     /**< Of hash tables; all zero: a fixed one. */
} schain_egress_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_EGRESS_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_egress_options), 0, NULL, NULL, NULL, NULL, 0, 0, {0, 0} }
/** The same as #SCHAIN_EGRESS_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_egress_options_init(schain_egress_options *options, size_t size);

/**
 * @name Destination flags (schain_destination::flags).
 * @{
 */
#define SCHAIN_DESTINATION_ASKED 1u /**< Its name was asked for; nothing connected there yet. @since 1.0 */
/** @} */

/** Where something connects, as far as known. @since 1.0 */
typedef struct schain_destination {
	uint32_t struct_size; /**< sizeof(schain_destination). */
	uint32_t protocol;    /**< IANA number: 6 TCP, 17 UDP; 0 unknown. */
	uint32_t port;        /**< 0 unknown. */
	uint32_t flags;       /**< #SCHAIN_DESTINATION_ASKED. */
	schain_time time;     /**< 0 unknown: not looked at for beacons. */
	uint64_t bytes_sent;  /**< 0 unknown. */
	schain_string name;    /**< Host name: TLS SNI or HTTP Host before a DNS answer. */
	schain_string address; /**< Textual IPv4 or IPv6. */
	schain_string service; /**< Protocol that was seen inside: "http", "ssl", "dns", "ssh"...; absent: not looked at. */
	schain_string host;    /**< Endpoint. */
	schain_string product; /**< Who connects. */
	schain_string vendor;  /**< Its publisher or company. */
	schain_string signer;  /**< Who signed it. */
	schain_string program; /**< Image of the process. */
} schain_destination;

/** Static initialiser. @since 1.0 */
#define SCHAIN_DESTINATION_INIT \
	{ (uint32_t)sizeof(schain_destination), 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
	  {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0} }
/** The same as #SCHAIN_DESTINATION_INIT. @since 1.0 */
SCHAIN_API void schain_destination_init(schain_destination *destination, size_t size);

/** What a destination is. @since 1.0 */
typedef struct schain_destination_kind {
	uint32_t struct_size; /**< sizeof(schain_destination_kind). */
	uint32_t reasons;     /**< SCHAIN_REASON_LOOK_ALIKE and the like. */
	int32_t name_score;   /**< As schain_name_score(); 0 without a name. */
	uint32_t lookalike;   /**< SCHAIN_LOOKALIKE_EDIT and the like; 0 none. */
	uint32_t network;     /**< Number of its owner (ASN); 0 unknown. */
	uint32_t regularity;  /**< As schain_beacon::score. */
	int64_t period;       /**< As schain_beacon::period. */
	schain_string domain;   /**< Registrable domain; borrowed until the next call. */
	schain_string imitated; /**< By a look-alike; borrowed until the next call. */
} schain_destination_kind;

/**
 * A classifier that knows the built-in catalogue of services. Reads the files
 * that the options name.
 * @return #SCHAIN_E_UNSUPPORTED for a file that this build cannot read;
 * #SCHAIN_E_IO with the file's name.
 * @since 1.0
 */
SCHAIN_API schain_status schain_egress_new(const schain_egress_options *options,
                                           schain_egress **ret_egress, schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_egress_free(schain_egress *egress);
/**
 * Adds a pattern with reasons, as a rule #SCHAIN_REASON_APPROVED: "host.example",
 * ".example" and "*.example" for what is below, an address, or a network in CIDR.
 * @return #SCHAIN_E_VALUE if it is none of these.
 * @since 1.0
 */
SCHAIN_API schain_status schain_egress_add(schain_egress *egress, schain_string pattern,
                                           uint32_t reasons, schain_error *error);
/** Adds a name or word that others may imitate; see schain_lookalikes_add(). @since 1.0 */
SCHAIN_API schain_status schain_egress_add_imitated(schain_egress *egress, schain_string name,
                                                    schain_error *error);
/**
 * Adds what a MISP warninglist (JSON) lists, with those reasons.
 * @param ret_count entries taken; what is no pattern is left out. May be NULL.
 * @since 1.0
 */
SCHAIN_API schain_status schain_egress_add_list(schain_egress *egress, schain_string json,
                                                uint32_t reasons, uint64_t *ret_count,
                                                schain_error *error);
/**
 * Says what a destination is, and learns that it was gone to, or asked for. Names
 * that one product on one host asks for are judged together too.
 * @return #SCHAIN_E_ARGUMENT if it has neither name nor address.
 * @since 1.0
 */
SCHAIN_API schain_status schain_egress_classify(schain_egress *egress,
                                                const schain_destination *destination,
                                                schain_destination_kind *ret_kind,
                                                schain_error *error);
/**
 * A name that somebody asked for and maybe never connected to: reasons by its
 * name and by the names of its zone. The same as schain_egress_classify() with
 * #SCHAIN_DESTINATION_ASKED and nobody who asks.
 * @since 1.0
 */
SCHAIN_API schain_status schain_egress_ask(schain_egress *egress, schain_string name,
                                           schain_destination_kind *ret_kind, schain_error *error);
/**
 * One line for a person on what a destination is, NUL-terminated and cut to
 * @p size bytes.
 * @since 1.0
 */
SCHAIN_API void schain_destination_kind_format(const schain_destination_kind *kind, char *buffer,
                                               size_t size);
/** @} */

/** @} */
SCHAIN_END_DECLS
#endif
