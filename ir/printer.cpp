#include "ir/printer.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "support/ensure.h"
#include "support/text.h"

namespace prologo::ir {

namespace {

bool is_plain_name(std::string_view name) {
  auto plain = [](char c) {
    return (std::isalnum(static_cast<unsigned char>(c)) != 0) || (c & 0x80) != 0 ||
           std::string_view("_.*&~()/$").find(c) != std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), plain);
}

std::string name_text(std::string_view name) {
  return is_plain_name(name) ? std::string(name) : quote(name);
}

std::string type_text(const Type* type) {
  return type == nullptr ? "<?>" : "<" + type->name + ">";
}

std::string symbol_text(const Symbol* s) {
  return name_text(s->name) + (s->is_abi0 ? "(ABI0)" : "(SB)");
}

std::string variable_text(const Variable* v) {
  return name_text(v->name) + "#" + std::to_string(v->index);
}

std::string number_text(double d) {
  if (!std::isfinite(d)) {
    return hex(std::bit_cast<uint64_t>(d));
  }
  char buffer[40];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, d).ptr;
  std::string text(buffer, end);
  // A whole number must not look like raw bits or an integer field.
  return d == 0 && std::signbit(d) ? "-0" : text;
}

}  // namespace

class FunctionPrinter {
 public:
  explicit FunctionPrinter(const Function& fn) : fn_(fn) {}

  std::string whole() {
    collect();
    for (const Type* type : types_in_order_) {
      print_type(type);
    }
    for (const Symbol* s : symbols_) {
      print_symbol(s);
    }
    print_heading();
    for (const CallInfo* call : calls_in_order_) {
      print_call(call);
    }
    print_ids();
    body();
    return out_.str();
  }

  std::string body_only() {
    collect();
    body();
    return out_.str();
  }

  std::string value(const Value& v) {
    collect();
    return value_text(v);
  }

  std::string block_end(const Block& b) {
    collect();
    return end_text(b);
  }

 private:
  const Function& fn_;
  std::ostringstream out_;
  std::set<std::string_view> seen_types_;
  std::vector<const Type*> types_in_order_;
  std::set<const Symbol*, bool (*)(const Symbol*, const Symbol*)> symbols_{
      [](const Symbol* a, const Symbol* b) {
        return std::tie(a->name, a->is_abi0) < std::tie(b->name, b->is_abi0);
      }};
  std::map<const CallInfo*, int> calls_;
  std::vector<const CallInfo*> calls_in_order_;
  std::map<ValueId, std::vector<std::string>> names_;

  // ---- What the body refers to ----

  void need(const Type* type) {
    if (type == nullptr || !seen_types_.insert(type->name).second) {
      return;
    }
    // Named types may be recursive through pointers: those are announced before their parts.
    if (type->elem != nullptr) {
      need(type->elem);
    }
    if (type->key != nullptr) {
      need(type->key);
    }
    for (const Field& field : type->fields) {
      need(field.type);
    }
    types_in_order_.push_back(type);
  }

  void need(const Signature& signature) {
    for (const Param& p : signature.params) {
      need(p.type);
    }
    for (const Param& p : signature.results) {
      need(p.type);
    }
  }

  void need(const Aux& aux) {
    switch (aux.kind()) {
      case Aux::Kind::Symbol:
        symbols_.insert(aux.symbol());
        break;
      case Aux::Kind::Type:
        need(aux.type());
        break;
      case Aux::Kind::Call:
        if (calls_.emplace(aux.call(), static_cast<int>(calls_.size()) + 1).second) {
          calls_in_order_.push_back(aux.call());
          need(aux.call()->signature);
        }
        break;
      default:
        break;
    }
  }

  void collect() {
    need(fn_.signature);
    for (const auto& variable : fn_.variables) {
      need(variable->type);
    }
    for (const Block* b : fn_.blocks) {
      need(b->aux);
      for (const Value* v : b->values) {
        need(v->type);
        need(v->aux);
      }
    }
    for (const Function::NamedValue& name : fn_.names) {
      need(name.type);
    }
    for (const Location& home : fn_.homes) {
      need(home.type);
    }
  }

  // ---- Heading ----

  void print_type(const Type* type) {
    static const char* const kWords[] = {
        "",        "bool",      "int",        "int8",      "int16",  "int32",   "int64",
        "uint",    "uint8",     "uint16",     "uint32",    "uint64", "uintptr", "float32",
        "float64", "complex64", "complex128", "string",    "unsafe", "pointer", "func",
        "map",     "chan",      "slice",      "interface", "array",  "struct",  "void",
        "mem",     "flags",     "int128",     "tuple",     "results"};
    const Type* basic = fn_.module != nullptr ? fn_.module->types.basic(type->kind) : nullptr;
    if (basic != nullptr && basic->name == type->name) {
      return;
    }
    out_ << "type " << quote(type->name) << ' ' << kWords[static_cast<size_t>(type->kind)]
         << " size " << type->size << " align " << type->align;
    if (type->elem != nullptr) {
      out_ << " elem " << quote(type->elem->name);
    }
    if (type->key != nullptr) {
      out_ << " key " << quote(type->key->name);
    }
    if (type->kind == Kind::Array) {
      out_ << " length " << type->length;
    }
    out_ << (type->is_named ? " named" : "") << (type->has_methods ? " methods" : "")
         << (type->not_in_heap ? " notinheap" : "") << '\n';
    for (const Field& field : type->fields) {
      out_ << "  field " << quote(field.name) << ' ' << quote(field.type->name) << ' '
           << field.offset << '\n';
    }
  }

  void print_symbol(const Symbol* s) {
    static const char* const kKinds[] = {"text", "data", "readonly", "bss", "external"};
    if (s->kind == Symbol::Kind::External && s->size == 0 && !s->dup_ok) {
      return;
    }
    out_ << "symbol " << symbol_text(s) << ' ' << kKinds[static_cast<size_t>(s->kind)]
         << " size " << s->size << (s->dup_ok ? " dupok" : "");
    const Data* data = fn_.module == nullptr ? nullptr : fn_.module->find_data(s);
    if (data != nullptr && s->kind == Symbol::Kind::ReadOnly) {
      out_ << " align " << data->align << " bytes " << quote(data->bytes);
    }
    out_ << '\n';
    if (data == nullptr || s->kind != Symbol::Kind::ReadOnly) {
      return;
    }
    static const char* const kRelocs[] = {"pointer", "code", "typeoffset", "textoffset"};
    for (const DataReloc& r : data->relocs) {
      out_ << "  reloc " << r.offset << ' ' << kRelocs[static_cast<size_t>(r.kind)] << ' '
           << symbol_text(r.target) << ' ' << r.addend << '\n';
    }
  }

  void print_params(const Signature& signature, const char* indent) {
    for (const Param& p : signature.params) {
      out_ << indent << "param " << quote(p.name) << ' ' << type_text(p.type) << '\n';
    }
    for (const Param& p : signature.results) {
      out_ << indent << "result " << quote(p.name) << ' ' << type_text(p.type) << '\n';
    }
  }

  void print_call(const CallInfo* call) {
    out_ << "call " << calls_[call] << ' '
         << (call->callee == nullptr ? std::string("-") : symbol_text(call->callee)) << ' '
         << (call->abi == nullptr ? std::string("-") : std::string(call->abi->name))
         << (call->is_runtime ? " runtime" : "")
         << (call->signature.has_receiver ? " receiver" : "") << '\n';
    print_params(call->signature, "  ");
  }

  void print_heading() {
    out_ << "func " << name_text(fn_.name) << ' '
         << (fn_.abi == nullptr ? std::string("-") : std::string(fn_.abi->name));
    const std::pair<const char*, bool> flags[] = {
        {"nosplit", fn_.no_split},
        {"wrapper", fn_.is_wrapper},
        {"abiwrapper", fn_.is_abi_wrapper},
        {"context", fn_.needs_context},
        {"dupok", fn_.dup_ok},
        {"defer", fn_.has_defer},
        {"opendefer", fn_.has_open_defers},
        {"optimise", fn_.optimise},
        {"nointerface", fn_.is_nointerface},
        {"receiver", fn_.signature.has_receiver},
        {"scheduled", fn_.is_scheduled},
        {"allocated", fn_.is_allocated},
    };
    for (const auto& [word, set] : flags) {
      out_ << (set ? std::string(" ") + word : "");
    }
    out_ << " pos " << pos_text(fn_.pos) << " end " << pos_text(fn_.end_pos) << " outgoing "
         << fn_.outgoing_args << " locals " << fn_.locals_bytes << " frame " << fn_.frame_bytes
         << '\n';
    print_params(fn_.signature, "  ");
    for (const auto& variable : fn_.variables) {
      print_variable(*variable);
    }
    for (const auto& variable : fn_.variables) {
      if (variable->heap_address != nullptr) {
        out_ << "  heap " << variable_text(variable.get()) << ' '
             << variable_text(variable->heap_address) << '\n';
      }
    }
    print_positions("  params", fn_.params);
    print_positions("  results", fn_.results);
    for (const Function::NamedValue& name : fn_.names) {
      out_ << "  name " << variable_text(name.variable) << ' ' << type_text(name.type) << ' '
           << name.offset;
      for (const Value* v : name.values) {
        out_ << ' ' << name_of(v);
      }
      out_ << '\n';
    }
  }

  void print_positions(const char* word, const std::vector<Variable*>& list) {
    if (list.empty()) {
      return;
    }
    out_ << word;
    for (const Variable* v : list) {
      out_ << ' ' << (v == nullptr ? "-" : variable_text(v));
    }
    out_ << '\n';
  }

  void print_variable(const Variable& v) {
    static const char* const kClasses[] = {"param", "result", "auto"};
    out_ << "  var " << variable_text(&v) << ' ' << kClasses[static_cast<size_t>(v.cls)] << ' '
         << type_text(v.type) << ' ' << pos_text(v.pos) << " offset " << v.offset;
    const std::pair<const char*, bool> flags[] = {
        {"addrtaken", v.address_taken},
        {"autotmp", v.is_autotmp},
        {"used", v.used},
        {"needzero", v.needs_zero},
        {"registers", v.in_registers},
        {"opendefer", v.is_open_defer_slot},
        {"closure", v.is_closure_var},
        {"nonssa", v.non_ssa},
    };
    for (const auto& [word, set] : flags) {
      out_ << (set ? std::string(" ") + word : "");
    }
    out_ << '\n';
  }

  void print_ids() {
    out_ << "ids v" << fn_.next_value_ << " b" << fn_.next_block_;
    for (const Value* v : fn_.free_values) {
      out_ << " v" << v->id;
    }
    for (const Block* b : fn_.free_blocks) {
      out_ << " b" << b->id;
    }
    if (fn_.entry != fn_.blocks[0]) {
      out_ << " entry " << name_of(fn_.entry);
    }
    out_ << '\n';
  }

  // ---- Body ----

  void body() {
    for (const Block* b : fn_.blocks) {
      out_ << name_of(b) << ':';
      for (size_t i = 0; i < b->preds.size(); ++i) {
        const Edge& e = b->preds[i];
        out_ << (i == 0 ? " <- " : " ") << name_of(e.block);
        if (edges_between(e.block, b) > 1) {
          out_ << '.' << e.index;
        }
      }
      out_ << '\n';
      for (const Value* v : b->values) {
        out_ << "  " << value_text(*v) << '\n';
      }
      out_ << "  " << end_text(*b) << '\n';
    }
  }

  static int edges_between(const Block* from, const Block* to) {
    return static_cast<int>(std::count_if(from->succs.begin(), from->succs.end(),
                                          [to](const Edge& e) { return e.block == to; }));
  }

  std::string pos_text(Pos pos) const {
    std::string text = "(";
    text += pos.mark == StatementMark::Yes ? "+" : pos.mark == StatementMark::No ? "-" : "";
    if (pos.is_known()) {
      if (pos.file != fn_.pos.file) {
        text += "f" + std::to_string(pos.file) + ":";
      }
      text += std::to_string(pos.line) + ":" + std::to_string(pos.column);
    } else {
      text += "?";
    }
    return text + ")";
  }

  std::string aux_text(const Aux& aux) const {
    switch (aux.kind()) {
      case Aux::Kind::None:
        return "";
      case Aux::Kind::Symbol:
        return " {" + symbol_text(aux.symbol()) + "}";
      case Aux::Kind::Variable:
        return " {" + variable_text(aux.variable()) + "}";
      case Aux::Kind::Part:
        return " {" + variable_text(aux.variable()) + "+" + std::to_string(aux.part()->offset) +
               "}";
      case Aux::Kind::Type:
        return " {" + type_text(aux.type()) + "}";
      case Aux::Kind::Text:
        return " {" + quote(aux.text()) + "}";
      case Aux::Kind::Call: {
        auto found = calls_.find(aux.call());
        std::string text =
            " {call " + std::to_string(found == calls_.end() ? 0 : found->second);
        return text +
               (aux.call()->callee == nullptr ? "" : " " + symbol_text(aux.call()->callee)) +
               "}";
      }
    }
    UNREACHABLE("kind of aux");
  }

  static std::string aux_int_text(AuxKind kind, int64_t n) {
    switch (kind) {
      case AuxKind::Bool:
        return n != 0 ? " [true]" : " [false]";
      case AuxKind::Float32:
      case AuxKind::Float64:
        return " [" + number_text(std::bit_cast<double>(n)) + "]";
      case AuxKind::SymbolValAndOff:
        return " [val=" + std::to_string(n >> 32) +
               ",off=" + std::to_string(static_cast<int32_t>(n)) + "]";
      case AuxKind::Int8:
      case AuxKind::Int16:
      case AuxKind::Int32:
      case AuxKind::Int64:
      case AuxKind::Int128:
      case AuxKind::FlagConstant:
      case AuxKind::NameOffsetInt8:
      case AuxKind::Condition:
        return " [" + std::to_string(n) + "]";
      default:
        return n == 0 ? "" : " [" + std::to_string(n) + "]";
    }
  }

  std::string value_text(const Value& v) const {
    const OpInfo& op = info(v.op);
    std::string text = name_of(&v) + " " + pos_text(v.pos) + " = " + std::string(op.name) +
                       " " + type_text(v.type) + aux_int_text(op.aux, v.aux_int) +
                       aux_text(v.aux);
    for (const Value* arg : v.args) {
      text += " " + name_of(arg);
    }
    return text + home_text(v);
  }

  std::string home_text(const Value& v) const {
    auto at = static_cast<size_t>(v.id);
    if (at >= fn_.homes.size() || fn_.homes[at].kind == Location::Kind::None) {
      return "";
    }
    const Location& home = fn_.homes[at];
    switch (home.kind) {
      case Location::Kind::Reg:
        return " : " + std::string(register_name(home.reg));
      case Location::Kind::Pair:
        return " : " + pair_part(home.reg) + "/" + pair_part(home.second);
      default:
        return " : slot " + variable_text(home.slot) + " " + std::to_string(home.offset) + " " +
               type_text(home.type);
    }
  }

  static std::string pair_part(Register r) {
    return r == kNoRegister ? "-" : std::string(register_name(r));
  }

  std::string end_text(const Block& b) const {
    std::string text = std::string(info(b.kind).name) + " " + pos_text(b.pos);
    text += b.aux_int == 0 ? "" : " [" + std::to_string(b.aux_int) + "]";
    text += aux_text(b.aux);
    for (const Value* control : b.controls) {
      text += control == nullptr ? "" : " " + name_of(control);
    }
    for (size_t i = 0; i < b.succs.size(); ++i) {
      text += (i == 0 ? " -> " : " ") + name_of(b.succs[i].block);
    }
    if (b.likely != Likely::Unknown) {
      text += b.likely == Likely::Likely ? " (likely)" : " (unlikely)";
    }
    return text + (b.flags_live_at_end ? " (flags)" : "");
  }
};

std::string print(const Function& fn) { return FunctionPrinter(fn).whole(); }

std::string print_body(const Function& fn) { return FunctionPrinter(fn).body_only(); }

std::string print(const Value& v) {
  return v.block == nullptr ? name_of(&v) : FunctionPrinter(*v.block->fn).value(v);
}

std::string print(const Block& b) {
  return b.fn == nullptr ? name_of(&b) : FunctionPrinter(*b.fn).block_end(b);
}

std::string print(const Signature& signature) {
  auto list = [](const std::vector<Param>& params) {
    std::vector<std::string> parts;
    for (const Param& p : params) {
      parts.push_back((p.name.empty() ? "" : p.name + " ") + p.type->name);
    }
    return "(" + join(parts, ", ") + ")";
  };
  return list(signature.params) +
         (signature.results.empty() ? "" : " " + list(signature.results));
}

std::string name_of(const Value* v) {
  return v == nullptr ? "v?" : "v" + std::to_string(v->id);
}

std::string name_of(const Block* b) {
  return b == nullptr ? "b?" : "b" + std::to_string(b->id);
}

}  // namespace prologo::ir
