// SPDX-License-Identifier: Apache-2.0
#include <new>

#include <simdjson.h>

#include "reputation/tree.h"

namespace {

schain_string string_of(std::string_view text)
{
	return schain_string { text.data(), text.size() };
}

class walker {
public:
	explicit walker(schain__tree *tree) : tree_(tree) {}

	/* False when memory is out. */
	bool put(std::string_view key, simdjson::dom::element element)
	{
		size_t at = tree_->count;
		schain__node node {};

		if (at >= UINT32_MAX - 1 ||
		    schain__rep_grow(tree_->memory, reinterpret_cast<void **>(&tree_->nodes),
		                     &tree_->capacity, at + 1, sizeof node))
			return false;
		node.key = string_of(key);
		set(node, element);
		tree_->nodes[at] = node;
		tree_->count++;
		if (!put_members(element))
			return false;
		tree_->nodes[at].end = static_cast<uint32_t>(tree_->count);
		return true;
	}

private:
	static void set(schain__node &node, simdjson::dom::element element)
	{
		std::string_view text;
		int64_t number;
		bool truth;

		switch (element.type()) {
		case simdjson::dom::element_type::OBJECT:
			node.kind = SCHAIN__NODE_OBJECT;
			break;
		case simdjson::dom::element_type::ARRAY:
			node.kind = SCHAIN__NODE_ARRAY;
			break;
		case simdjson::dom::element_type::STRING:
			node.kind = SCHAIN__NODE_STRING;
			if (!element.get_string().get(text))
				node.text = string_of(text);
			break;
		case simdjson::dom::element_type::BOOL:
			node.kind = !element.get_bool().get(truth) && truth ? SCHAIN__NODE_TRUE
			                                                     : SCHAIN__NODE_FALSE;
			break;
		case simdjson::dom::element_type::INT64:
		case simdjson::dom::element_type::UINT64:
		case simdjson::dom::element_type::DOUBLE:
			node.kind = SCHAIN__NODE_NUMBER;
			if (!element.get_int64().get(number))
				node.number = number;
			break;
		default:
			node.kind = SCHAIN__NODE_NULL;
			break;
		}
	}

	bool put_members(simdjson::dom::element element)
	{
		simdjson::dom::object object;
		simdjson::dom::array array;

		if (!element.get_object().get(object)) {
			for (auto member : object)
				if (!put(member.key, member.value))
					return false;
		} else if (!element.get_array().get(array)) {
			for (auto member : array)
				if (!put(std::string_view(), member))
					return false;
		}
		return true;
	}

	schain__tree *tree_;
};

} // namespace

size_t schain__tree_padding(void)
{
	return simdjson::SIMDJSON_PADDING;
}

const char *schain__tree_parse(schain__tree *tree, const char *data, size_t size, int *ret_is_memory)
{
	auto parser = new (std::nothrow) simdjson::dom::parser;
	simdjson::dom::element document;
	simdjson::error_code code;

	*ret_is_memory = 1;
	if (!parser)
		return "out of memory";
	tree->parser = parser;
	code = parser->allocate(size ? size : 1, SCHAIN__TREE_DEPTH);
	if (!code)
		code = parser->parse(data, size, false).get(document);
	if (!code)
		return walker(tree).put(std::string_view(), document) ? nullptr : "out of memory";
	*ret_is_memory = code == simdjson::MEMALLOC;
	return simdjson::error_message(code);
}

void schain__tree_dispose(schain__tree *tree)
{
	if (!tree->memory)
		return;
	delete static_cast<simdjson::dom::parser *>(tree->parser);
	schain__rep_release(tree->memory, tree->nodes, tree->capacity * sizeof *tree->nodes);
	memset(tree, 0, sizeof *tree);
}
