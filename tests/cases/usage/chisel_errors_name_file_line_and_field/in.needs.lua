-- For the case beside.
-- SPDX-License-Identifier: Apache-2.0
description = "x"
args = {{name = "host"}, {name = "port", argtype = "int", optional = true}}
