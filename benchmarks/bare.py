"""The baselines: programs that do the least that could be done, with libraries alone.

python benchmarks/bare.py polls URL PER_SECOND     as many GETs over httpx as that, for ever
"""

import asyncio
import os
import sys
import time

import httpx
import jwt


async def polls(url: str, per_second: float) -> None:
    """Ask Kore.ai for a status, again and again."""
    claims = {"sub": "bare", "appId": os.environ["KORE_CLIENT_ID"]}
    auth = jwt.encode(claims, os.environ["KORE_CLIENT_SECRET"], algorithm="HS256")
    async with httpx.AsyncClient(headers={"auth": auth}) as http, asyncio.TaskGroup() as group:
        began, n = time.monotonic(), 0
        while True:
            await asyncio.sleep(began + n / per_second - time.monotonic())
            group.create_task(http.get(url, params={"type": "summary"}))
            n += 1


if __name__ == "__main__":
    asyncio.run(polls(sys.argv[2], float(sys.argv[3])))
