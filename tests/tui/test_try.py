import time
from tests.tui.conftest import as_pasted, page
async def test_x(sample, run):
    async with run(sample) as seat:
        await seat.press("s")
        await seat.press("u"); print(seat.toasts, len(seat.app._notifications))
        await seat.settle(); print(seat.toasts, len(seat.app._notifications))
        await seat.press("slash")
        await seat.type("att")
        await seat.paste(as_pasted(page("kaiser"))); print(seat.toasts, seat.text[:300])
        print(seat.app.screen)
async def test_y(sample, run):
    async with run(sample) as seat:
        await seat.press("i")
        await seat.paste(as_pasted(page("kaiser"))); print(seat.toasts, seat.text[-900:])
        print(seat.app.screen)
