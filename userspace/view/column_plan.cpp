// Columns made ready: see column_plan.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/column_plan.h"
#include "fields/integer_types.h"

#include <algorithm>

namespace sonde {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// evt.rawarg has the type of the parameter; a number when it is one in every event that has it.
bool is_raw_integer(const FieldUse* use) {
  if (!use || use->field->name != "evt.rawarg") return false;
  bool any = false;
  for (size_t id = 0; id < use->param_index.size(); ++id) {
    const int8_t param = use->param_index[id];
    if (param < 0) continue;
    const EventRow& row = event_row(static_cast<uint16_t>(id));
    if (static_cast<size_t>(param) >= row.params.size()) continue;
    if (!is_integer(row.params[static_cast<size_t>(param)].type)) return false;
    any = true;
  }
  return any;
}

ColumnUnit unit_of(const Field& field) {
  if (field.flags & kBytes) return ColumnUnit::kBytes;
  if (field.type == Type::RELTIME || field.name.starts_with("evt.latency")) {
    return field.name == "evt.latency.quantized" ? ColumnUnit::kNumber : ColumnUnit::kDuration;
  }
  if (field.type == Type::ABSTIME || field.name == "evt.rawtime") return ColumnUnit::kTime;
  if (field.type == Type::DOUBLE) return ColumnUnit::kPercent;
  if (field.type == Type::PORT || field.format == Format::ID) return ColumnUnit::kNumber;
  if (!is_integer(field.type)) return ColumnUnit::kText;
  const bool is_amount =
      field.name.find("count") != std::string_view::npos ||
      is_one_of(field.name, {"thread.pfmajor", "thread.pfminor", "proc.nthreads", "proc.nchilds",
                             "evt.type.is", "proc.fdlimit", "evt.arg", "evt.rawarg"});
  return is_amount ? ColumnUnit::kCount : ColumnUnit::kNumber;
}

bool is_number(ColumnUnit unit) { return unit != ColumnUnit::kText; }

// Ports, addresses and numbers that are names: nothing can stand for them when they are missing.
bool cannot_default(const Field& field) {
  return field.type == Type::PORT || field.type == Type::IPADDR || field.type == Type::IPNET ||
         field.format == Format::ID;
}

void choose_source(ColumnPlan& plan) {
  const Field& field = plan.operand.shape();
  const Aggregation how = plan.spec->aggregation;
  switch (field.depends.table) {
    case TableSource::kCpu:
    case TableSource::kCpuUser:
    case TableSource::kCpuSystem:
      plan.source = ColumnSource::kCpu;
      plan.cpu_user = field.depends.table != TableSource::kCpuSystem;
      plan.cpu_system = field.depends.table != TableSource::kCpuUser;
      plan.is_real = true;
      return;
    case TableSource::kCpuOfLife:
      plan.source = ColumnSource::kUsed;
      return;
    case TableSource::kFirstKnown:
      plan.source = ColumnSource::kFound;
      return;
    case TableSource::kThreadAmount:
    case TableSource::kAlive:
    case TableSource::kLargest:
    case TableSource::kOpenFds:
    case TableSource::kFdUsage:
      plan.source = ColumnSource::kThread;
      return;
    case TableSource::kByAggregation:
      break;
  }
  if (plan.depends == DependsOn::kThreadStats) {
    plan.source = ColumnSource::kThread;
    return;
  }
  if (how == Aggregation::kNone) {
    plan.source = ColumnSource::kFirst;
  } else if (!is_number(plan.unit)) {
    plan.source = how == Aggregation::kMax ? ColumnSource::kLast : ColumnSource::kFirst;
  } else if (plan.depends == DependsOn::kThread) {
    plan.source = ColumnSource::kLast;  // a limit, a start time: nothing to be added up
  } else {
    plan.source = ColumnSource::kNumber;
  }
}

Result<ColumnPlan> plan_column(const ViewSpec& view, const ColumnSpec& column, int depth) {
  const std::string field = with_depth(column.field, depth);
  size_t used = 0;
  auto parsed = Operand::parse(field, used, true);
  if (!parsed || used != field.size()) {
    Error error{ErrorKind::kUsage, "view " + view.id + ": column \"" + column.name + "\"", ""};
    error.what += parsed ? ": what follows the field in " + field + " has no meaning"
                         : ": " + parsed.error().what;
    if (!parsed) error.hint = parsed.error().hint;
    return error;
  }
  ColumnPlan plan(column, parsed.take());
  const FieldUse* use = plan.operand.use();
  if (use) {
    plan.depends = dependency_of(*use);
    if (asks_events(plan.depends)) plan.parts = parts_of(*use);
    plan.index_column = column_of(*use);
  }
  plan.unit = unit_of(plan.operand.shape());
  if (is_raw_integer(use)) {
    plan.unit = column.aggregation == Aggregation::kNone ? ColumnUnit::kNumber : ColumnUnit::kCount;
  }
  plan.is_real = plan.operand.shape().type == Type::DOUBLE;
  choose_source(plan);
  const bool of_threads = plan.source == ColumnSource::kThread ||
                          plan.source == ColumnSource::kCpu || plan.source == ColumnSource::kUsed;
  plan.is_required = !column.is_key && !column.is_group_key && !of_threads &&
                     (!view.use_defaults || cannot_default(plan.operand.shape())) &&
                     !plan.operand.shape().depends.never_missing;
  return plan;
}

// What a thread or a process is changes over its life; its row shows the last of it. Ends show what
// it was then.
void choose_ends(const ViewSpec& view, ViewPlan& plan) {
  if (view.type != ViewType::kTable || view.row_source == RowSource::kEnded) return;
  if (!plan.rows_are_things()) return;
  plan.shows_ends = true;
  for (ColumnPlan& column : plan.columns) {
    if (column.spec->is_key || column.spec->is_group_key) continue;
    const bool is_one =
        column.source == ColumnSource::kFirst || column.source == ColumnSource::kLast;
    const bool of_ancestors = column.depends == DependsOn::kAncestors;
    if (!is_one || (column.depends != DependsOn::kThread && !of_ancestors)) continue;
    column.source = of_ancestors ? ColumnSource::kLast : ColumnSource::kEnd;
    // An event counts whether or not the parent or the number in a container is known.
    column.is_required &= column.operand.shape().name == "proc.pid";
  }
}

}  // namespace

Result<ViewPlan> plan_view(const ViewSpec& view, std::string_view tag, int depth) {
  ViewPlan plan;
  for (const ColumnSpec& column : view.columns) {
    const bool wanted = column.tags.empty() ||
                        std::find(column.tags.begin(), column.tags.end(), tag) != column.tags.end();
    if (!wanted) continue;
    auto planned = plan_column(view, column, depth);
    if (!planned) return planned.error();
    const int at = static_cast<int>(plan.columns.size());
    if (column.is_key) plan.key = at;
    if (column.is_group_key) plan.group_key = at;
    if (column.is_sorting) plan.sorting = at;
    plan.columns.push_back(planned.take());
  }
  choose_ends(view, plan);
  return plan;
}

TableColumn table_column(const ColumnPlan& plan) {
  TableColumn column;
  column.name = plan.spec->name;
  column.field = plan.operand.text();
  column.description = plan.spec->description;
  column.unit = plan.unit;
  column.aggregation = plan.spec->aggregation;
  column.is_rate = plan.spec->aggregation == Aggregation::kRate;
  column.descends = column.unit != ColumnUnit::kText;
  column.hidden = plan.spec->is_key || plan.spec->is_group_key || plan.spec->is_hidden;
  column.width = plan.spec->width;
  if (column.width == ColumnSpec::kWidthByType) {
    column.width = column.unit == ColumnUnit::kText   ? 32
                   : column.unit == ColumnUnit::kTime ? 19
                                                      : 8;
  }
  return column;
}

}  // namespace sonde
