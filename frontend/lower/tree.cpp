#include "frontend/lower/tree.h"

#include <array>

#include "support/ensure.h"

namespace prologo::lower {

namespace {

constexpr std::array kOpNames = {
    "Invalid",
    "Name",
    "Literal",
    "Nil",
    "LinkSym",
    "Result",
    "GetCallerSp",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Mod",
    "And",
    "Or",
    "Xor",
    "AndNot",
    "Lsh",
    "Rsh",
    "Eq",
    "Ne",
    "Lt",
    "Le",
    "Gt",
    "Ge",
    "AndAnd",
    "OrOr",
    "Not",
    "Neg",
    "BitNot",
    "Plus",
    "Complex",
    "Real",
    "Imag",
    "AddStr",
    "Addr",
    "Deref",
    "Dot",
    "DotPtr",
    "DotInter",
    "DotMethod",
    "MethodValue",
    "Index",
    "IndexMap",
    "Slice",
    "SliceArr",
    "SliceStr",
    "Slice3",
    "Slice3Arr",
    "SliceHeader",
    "SliceToArrayPtr",
    "StringHeader",
    "Len",
    "Cap",
    "Sptr",
    "Itab",
    "Idata",
    "EFace",
    "CheckNil",
    "Conv",
    "ConvNop",
    "ConvIface",
    "BytesToStr",
    "RunesToStr",
    "StrToBytes",
    "StrToRunes",
    "RuneToStr",
    "BytesToStrTmp",
    "StrToBytesTmp",
    "DotType",
    "DotType2",
    "StructLit",
    "ArrayLit",
    "SliceLit",
    "MapLit",
    "PtrLit",
    "KeyValue",
    "StructKey",
    "Closure",
    "FuncCode",
    "Call",
    "CallFunc",
    "CallInter",
    "CallMeth",
    "InlinedCall",
    "Append",
    "Copy",
    "Delete",
    "New",
    "MakeSlice",
    "MakeSliceCopy",
    "MakeMap",
    "MakeChan",
    "Close",
    "Panic",
    "Recover",
    "Print",
    "Println",
    "UnsafeAdd",
    "UnsafeSlice",
    "Recv",
    "Block",
    "Empty",
    "Dcl",
    "As",
    "As2",
    "As2Func",
    "As2MapR",
    "As2Recv",
    "As2DotType",
    "AsOp",
    "If",
    "For",
    "ForUntil",
    "Range",
    "Switch",
    "TypeSwitch",
    "Select",
    "Case",
    "JumpTable",
    "Label",
    "Goto",
    "Break",
    "Continue",
    "Fall",
    "Return",
    "TailCall",
    "Go",
    "Defer",
    "Send",
    "VarKill",
    "VarLive",
    "InlineMark",
};
static_assert(kOpNames.size() == static_cast<size_t>(Op::Count));

}  // namespace

std::string_view op_name(Op op) { return kOpNames[static_cast<size_t>(op)]; }

Node* Unit::node(Op op, Pos pos, const ir::Type* type) {
  Node& made = nodes.emplace_back();
  made.op = op;
  made.pos = pos;
  made.type = type;
  return &made;
}

Name* Unit::new_name(std::string name, Name::Class cls, const ir::Type* type, Pos pos) {
  Name& made = names.emplace_back();
  made.name = std::move(name);
  made.cls = cls;
  made.type = type;
  made.pos = pos;
  made.definition = &made;
  made.node = node(Op::Name, pos, type);
  made.node->name = &made;
  return &made;
}

Func* Unit::new_func(std::string name, Pos pos) {
  Func& made = func_storage.emplace_back();
  made.name = std::move(name);
  made.pos = pos;
  return &made;
}

const ir::Signature* Unit::keep(ir::Signature sig) {
  return &signatures.emplace_back(std::move(sig));
}

}  // namespace prologo::lower
