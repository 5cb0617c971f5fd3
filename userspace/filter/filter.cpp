// The steps in their order: parse, check, compile. See filter.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/filter.h"

#include "filter/ast.h"
#include "filter/checker.h"
#include "filter/compiler.h"
#include "filter/explain.h"
#include "filter/parse/parser.h"
#include "filter/pushdown/kernel_plan.h"

namespace sonde {

struct Filter::Parts {
  std::string text;
  Node tree;  // the program points into it
  Program program;
};

Result<Filter> Filter::compile(std::string_view text, std::vector<FilterWarning>* warnings,
                               FieldLookup lookup) {
  Node tree;
  Problem problem;
  if (!parse_filter(text, lookup, warnings, tree, problem) ||
      !check_tree(tree, warnings, problem)) {
    return located_error(problem, text);
  }
  Program program = compile_tree(tree);
  return Filter(
      std::make_unique<Parts>(Parts{std::string(text), std::move(tree), std::move(program)}));
}

Filter::Filter(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

bool Filter::matches(const Moment& moment) { return parts_->program.run(moment); }
Node& Filter::tree() { return parts_->tree; }
KernelPlan Filter::kernel_plan(uint32_t more_trace, const Users* users) const {
  return plan_kernel(parts_->tree, more_trace, users);
}
std::string Filter::explain(const Users* users) const {
  return explain_filter(parts_->tree, parts_->program, plan_kernel(parts_->tree, 0, users));
}
const std::string& Filter::text() const { return parts_->text; }

std::string describe(const FilterWarning& warning, std::string_view filter_text) {
  return warning.text + '\n' + point_at(filter_text, warning.at);
}

}  // namespace sonde
