# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the server of LM-Studio: the list of its models. It answers no prompt.

  --models A,B,…   names of the models it has
"""

from frame import StandIn, as_json


class LmStudio(StandIn):
    product = "lmstudio"
    options = {"models": "stand-in-model"}

    def answer(self, request):
        names = [] if request.state == "empty" else [name for name in self.values["models"].split(",") if name]
        if request.path == "/v1/models":
            data = [{"id": name, "object": "model", "owned_by": "organization_owner"} for name in names]
            return as_json({"data": data, "object": "list"})
        if request.path == "/api/v0/models":
            data = [{"id": name, "object": "model", "type": "llm", "publisher": "stand-in", "arch": "stand-in",
                     "compatibility_type": "gguf", "quantization": "Q4_K_M", "state": "loaded",
                     "max_context_length": 4096} for name in names]  # fmt: skip
            return as_json({"data": data, "object": "list"})
        # As it does: 200 also for what it does not know.
        return as_json({"error": "Unexpected endpoint or method. (%s %s)" % (request.method, request.path)})


LmStudio().run()
