// Nodes own Conditions, whose definition ast.h does not need; so their members are made here.
// SPDX-License-Identifier: Apache-2.0
#include "filter/ast.h"

#include "filter/condition.h"

namespace sonde {

Node::Node() = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;
Node::~Node() = default;

}  // namespace sonde
