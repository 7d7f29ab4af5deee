#pragma once
// Moves on merge edges: each predecessor of a merge block leaves the values in registers and
// slots of its own; moves at its end bring them to where the block expects them.

#include <array>
#include <map>
#include <vector>

#include "backend/allocate/allocator.h"

namespace prologo::alloc {

// `stack_live`: by block, the spills and stack phis live at its end.
class EdgeMoves {
 public:
  EdgeMoves(Allocator& allocator, const std::vector<std::vector<ir::ValueId>>& stack_live);
  void run();

 private:
  struct Content {
    ir::ValueId id = 0;  // original value
    ir::Value* copy = nullptr;
    bool is_final = false;  // it was moved here on purpose
    Pos pos;
  };

  struct Destination {
    ir::Location place;
    ir::ValueId id;
    ir::Value* phi = nullptr;  // whose argument is to become the value moved
    Pos pos;
  };

  struct SlotLess {
    bool operator()(const ir::Location& a, const ir::Location& b) const;
  };

  Allocator& allocator_;
  ir::Function& fn_;
  const std::vector<std::vector<ir::ValueId>>& stack_live_;
  ir::Block* pred_ = nullptr;
  ir::Block* target_ = nullptr;
  size_t pred_index_ = 0;
  std::vector<std::vector<ir::Value*>> copies_of_;  // by original value number
  std::vector<ir::ValueId> touched_;                // keys of copies_of_ in use
  std::array<Content, kRegisterCount> in_register_;
  std::map<ir::Location, Content, SlotLess> in_slot_;
  std::vector<Destination> destinations_;
  std::vector<Destination> displaced_;  // to be put back
  RegMask used_ = 0;
  RegMask unique_ = 0;  // holding the only copy
  RegMask final_ = 0;   // holding what they shall
  RegMask rematerialisable_ = 0;

  void set_up();
  void move_all();
  void break_cycle(const Destination& d);
  bool satisfy(const Destination& d);
  ir::Value* find_source(ir::ValueId id) const;
  ir::Value* make_move(const Destination& d, ir::Value* source, Pos pos);
  ir::Value* rematerialise_to(const Destination& d, Pos pos);
  void splice(const Destination& d, ir::Value* v);
  Content& content(const ir::Location& place);
  void set(const ir::Location& place, ir::ValueId id, ir::Value* copy, bool is_final, Pos pos);
  void erase(const ir::Location& place);
  ir::Location find_free_register(const ir::Type* type);
  ir::Location spill_some_register(RegMask mask);
};

}  // namespace prologo::alloc
