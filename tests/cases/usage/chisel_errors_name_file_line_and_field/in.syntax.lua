-- For the case beside.
-- SPDX-License-Identifier: Apache-2.0
description =
