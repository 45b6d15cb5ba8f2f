"""A model that calls the tools a user's message lists as JSON, and otherwise repeats what the tools said.

Put beside the page's agent, it becomes the agent's model.
"""

import json

from google.adk.models import BaseLlm, LlmResponse
from google.genai import types

SAYS = "The customer was charged twice."


class Scripted(BaseLlm):
    async def generate_content_async(self, llm_request, stream=False):
        parts = llm_request.contents[-1].parts
        text = parts[0].text or ""
        if text.startswith("["):
            made = [
                types.Part(function_call=types.FunctionCall(name=name, args=args)) for name, args in json.loads(text)
            ]
            answer = [types.Part(text=SAYS), *made]
        else:
            said = [part.function_response.response for part in parts if part.function_response]
            answer = [types.Part(text=f"The tools said {json.dumps(said)}")]
        yield LlmResponse(content=types.Content(role="model", parts=answer))
