// Reads .rules files: joins continued lines, expands width lists, cuts rules into their parts.

#include <cctype>
#include <fstream>
#include <iostream>

#include "tools/rulegen.h"

namespace prologo::rulegen {

void fail(const std::string& where, const std::string& message) {
  std::cerr << where << ": " << message << '\n';
  std::exit(1);
}

bool is_identifier(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) != 0) {
    return false;
  }
  for (char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') {
      return false;
    }
  }
  return true;
}

static std::string squeeze(std::string_view text) {
  std::string out;
  for (char c : text) {
    bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') {
    out.pop_back();
  }
  return out;
}

// ---- Width lists ----

namespace {

struct List {
  size_t begin = 0;
  size_t end = 0;
  std::vector<std::string> items;
};

// A list is `{a,b}`: words and commas, no blanks.
std::vector<List> find_lists(const std::string& text) {
  std::vector<List> lists;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      continue;
    }
    size_t end = text.find('}', i);
    if (end == std::string::npos) {
      continue;
    }
    std::string inside = text.substr(i + 1, end - i - 1);
    bool plain = inside.find_first_of(" (>.") == std::string::npos;
    if (inside.find(',') == std::string::npos || !plain) {
      continue;
    }
    List list{i, end + 1, {}};
    size_t from = 0;
    for (size_t comma; (comma = inside.find(',', from)) != std::string::npos;
         from = comma + 1) {
      list.items.push_back(inside.substr(from, comma - from));
    }
    list.items.push_back(inside.substr(from));
    lists.push_back(std::move(list));
    i = end;
  }
  return lists;
}

std::string substitute(const std::string& text, const std::vector<List>& lists, size_t item) {
  std::string out;
  size_t next = 0;
  for (size_t i = 0; i < text.size();) {
    if (next < lists.size() && i == lists[next].begin) {
      out += lists[next].items[item];
      i = lists[next++].end;
    } else if (text[i] == '#') {
      bool second = i + 1 < text.size() && text[i + 1] == '2' && lists.size() > 1;
      out += lists[second ? 1 : 0].items[item];
      i += second ? 2 : 1;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::vector<std::string> expand(const std::string& where, const std::string& text) {
  std::vector<List> lists = find_lists(text);
  if (lists.empty()) {
    return {text};
  }
  std::vector<std::string> out;
  for (const List& list : lists) {
    if (list.items.size() != lists[0].items.size()) {
      fail(where, "lists of different lengths");
    }
  }
  for (size_t i = 0; i < lists[0].items.size(); ++i) {
    out.push_back(substitute(text, lists, i));
  }
  return out;
}

// ---- Parts of a rule ----

// The end of the bracketed text that begins at `at`; `->` does not close `<`.
size_t skip_brackets(const std::string& where, const std::string& text, size_t at) {
  const char open = text[at];
  const char close = open == '(' ? ')' : open == '<' ? '>' : open == '[' ? ']' : '}';
  int depth = 0;
  for (size_t i = at; i < text.size(); ++i) {
    if (open == '<' && text.compare(i, 2, "->") == 0) {
      ++i;
    } else if (text[i] == open) {
      ++depth;
    } else if (text[i] == close && --depth == 0) {
      return i + 1;
    }
  }
  fail(where, "unbalanced " + std::string(1, open) + " in: " + text);
}

std::vector<Clause> parse_clauses(const std::string& where, const std::string& text) {
  std::vector<Clause> clauses;
  size_t at = 0;
  while (at < text.size()) {
    bool let = text.compare(at, 4, "let ") == 0;
    if (!let && text.compare(at, 3, "if ") != 0) {
      fail(where, "expected `if` or `let`: " + text.substr(at));
    }
    size_t end = std::min(text.find(" if ", at), text.find(" let ", at));
    std::string body = text.substr(at, end == std::string::npos ? end : end - at);
    Clause clause;
    clause.text = squeeze(body.substr(let ? 4 : 3));
    if (let) {
      size_t equals = clause.text.find('=');
      clause.name = squeeze(clause.text.substr(0, equals));
      clause.text = squeeze(clause.text.substr(equals + 1));
    }
    clauses.push_back(std::move(clause));
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return clauses;
}

Rule parse_rule(const std::string& where, const std::string& text) {
  Rule rule;
  rule.where = where;
  if (text[0] != '(') {
    fail(where, "a rule begins with (");
  }
  size_t arrow = text.rfind("=>");
  if (arrow == std::string::npos) {
    fail(where, "a rule needs =>");
  }
  size_t end = skip_brackets(where, text, 0);
  rule.match = squeeze(text.substr(0, end));
  rule.clauses = parse_clauses(where, squeeze(text.substr(end, arrow - end)));
  rule.result = squeeze(text.substr(arrow + 2));
  return rule;
}

}  // namespace

Node parse_node(const std::string& where, const std::string& text) {
  Node node;
  node.text = text;
  size_t open = text.find('(');
  if (open == std::string::npos) {
    node.name = text;
    return node;
  }
  if (open > 0) {
    if (text[open - 1] != ':') {
      fail(where, "expected name:(...): " + text);
    }
    node.name = text.substr(0, open - 1);
  }
  if (skip_brackets(where, text, open) != text.size()) {
    fail(where, "text after ): " + text);
  }
  std::string inside = text.substr(open + 1, text.size() - open - 2);
  size_t head_end = inside.find(' ');
  node.head = inside.substr(0, head_end);
  for (size_t i = node.head.size(); i < inside.size();) {
    char c = inside[i];
    if (c == ' ') {
      ++i;
    } else if (c == '<' || c == '[' || c == '{') {
      size_t end = skip_brackets(where, inside, i);
      std::string& part = c == '<' ? node.type : c == '[' ? node.aux_int : node.aux;
      part = squeeze(inside.substr(i + 1, end - i - 2));
      i = end;
    } else {
      size_t end = i;
      while (end < inside.size() && inside[end] != ' ') {
        end = inside[end] == '(' ? skip_brackets(where, inside, end) : end + 1;
      }
      std::string arg = inside.substr(i, end - i);
      if (arg == "...") {
        node.any_args = true;
      } else {
        node.args.push_back(parse_node(where, arg));
      }
      i = end;
    }
  }
  return node;
}

std::vector<Rule> read_rules(const std::string& path) {
  std::ifstream in(path);
  if (!in) {
    fail(path, "cannot be read");
  }
  const std::string file = path.substr(path.rfind('/') + 1);
  std::vector<Rule> rules;
  std::string pending;
  std::string where;
  auto flush = [&] {
    for (const std::string& text :
         pending.empty() ? std::vector<std::string>{} : expand(where, squeeze(pending))) {
      rules.push_back(parse_rule(where, text));
    }
    pending.clear();
  };
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    line.resize(std::min(line.size(), line.find("//")));
    if (line.find_first_not_of(" \t") == std::string::npos) {
      continue;
    }
    if (line[0] != ' ') {
      flush();
      where = file + ":" + std::to_string(number);
    }
    pending += " " + line;
  }
  flush();
  return rules;
}

}  // namespace prologo::rulegen
