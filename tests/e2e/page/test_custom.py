"""The app's own elements: its JSX, what it may import, what it can do, and what happens when it is wrong."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from page.fake_server import FakeServer, assistant
from page.samples import element

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

COUNTER = """
import { useState } from "react"
import { Plus } from "lucide-react"
import { Button } from "@/components/ui/button"

export default function Counter() {
  const [clicks, setClicks] = useState(0)
  const more = async () => {
    setClicks(clicks + 1)
    await updateElement(Object.assign(props, { count: props.count + 1 }))
  }
  return (
    <div className="mt-4 flex flex-col gap-[13px] text-rose-700">
      <p id="count">Count: {props.count}, clicked {clicks}</p>
      <Button onClick={more}><Plus /> Increment</Button>
      <Button variant="outline" onClick={deleteElement}>Remove</Button>
    </div>
  )
}
"""

CALLS = """
export default () => {
  const [said, setSaid] = React.useState("")
  const call = async () => setSaid(JSON.stringify(await callAction({ name: "book", payload: { berth: 7 } })))
  return <>
    <button onClick={call}>Call</button>
    <button onClick={() => sendUserMessage("from the element")}>Say</button>
    <button onClick={() => submitElement({ berth: 7 })}>Submit it</button>
    <button onClick={() => cancelElement()}>Cancel it</button>
    <output>{said}</output>
  </>
}
"""

EVERYTHING = """
import * as React from "react"
import { useEffect } from "react"
import { toast } from "sonner"
import { z } from "zod"
import { atom, selector, useRecoilState, useRecoilValue, useSetRecoilState } from "recoil"
import { useForm } from "react-hook-form"
import { Anchor } from "lucide-react"
UI_IMPORTS

const count = atom({ key: "count", default: 1 })
const twice = selector({ key: "twice", get: ({ get }) => get(count) * 2 })

export default function Everything() {
  const [value, setValue] = useRecoilState(count)
  const double = useRecoilValue(twice)
  const put = useSetRecoilState(count)
  const form = useForm({ defaultValues: { name: "" } })
  const right = z.object({ name: z.string().min(2) }).safeParse({ name: "Ada" }).success
  useEffect(() => { toast.success("Mounted", { description: "and well" }) }, [])
  return <div>
    <Anchor className="size-4" />
    <p id="values">{value} {double} {String(right)} {UI_COUNT}</p>
    <button onClick={() => put((before) => before + 1)}>More</button>
    <Dialog><DialogTrigger asChild><Button>Open it</Button></DialogTrigger>
      <DialogContent className="max-w-[321px]">
        <DialogTitle>Really?</DialogTitle><DialogDescription>Think.</DialogDescription>
      </DialogContent>
    </Dialog>
    <Select defaultValue="a"><SelectTrigger aria-label="Fruit"><SelectValue /></SelectTrigger>
      <SelectContent><SelectItem value="a">Apple</SelectItem><SelectItem value="b">Pear</SelectItem></SelectContent>
    </Select>
    <Form {...form}><form onSubmit={form.handleSubmit(() => toast("sent"))}>
      <FormField control={form.control} name="name" rules={{ required: "Needed" }} render={({ field }) => (
        <FormItem>
          <FormLabel>Name</FormLabel><FormControl><Input {...field} /></FormControl><FormMessage />
        </FormItem>)} />
      <Button type="submit">Send it</Button>
    </form></Form>
    <Accordion type="single" collapsible><AccordionItem value="x"><AccordionTrigger>More</AccordionTrigger>
      <AccordionContent>Inside</AccordionContent></AccordionItem></Accordion>
    <Checkbox aria-label="Tick" /><Switch aria-label="Turn" />
    <Progress value={40} /><Separator /><Skeleton className="h-4" />
    <Tabbed />
  </div>
}

function Tabbed() {
  return <Card><CardHeader><CardTitle>Card</CardTitle></CardHeader><CardContent><Badge>New</Badge></CardContent></Card>
}
"""

UI = {
    "accordion": "Accordion, AccordionContent, AccordionItem, AccordionTrigger",
    "aspect-ratio": "AspectRatio",
    "avatar": "Avatar, AvatarFallback, AvatarImage",
    "badge": "Badge",
    "button": "Button",
    "card": "Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle",
    "carousel": "Carousel, CarouselContent, CarouselItem, CarouselNext, CarouselPrevious",
    "checkbox": "Checkbox",
    "command": "Command, CommandDialog, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList",
    "dialog": "Dialog, DialogClose, DialogContent, DialogDescription, DialogHeader, DialogTitle, DialogTrigger",
    "dropdown-menu": "DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuLabel, DropdownMenuTrigger",
    "form": "Form, FormControl, FormDescription, FormField, FormItem, FormLabel, FormMessage, useFormField",
    "hover-card": "HoverCard, HoverCardContent, HoverCardTrigger",
    "input": "Input",
    "label": "Label",
    "pagination": "Pagination, PaginationContent, PaginationEllipsis, PaginationItem, PaginationLink, PaginationNext",
    "popover": "Popover, PopoverContent, PopoverTrigger",
    "progress": "Progress",
    "scroll-area": "ScrollArea, ScrollBar",
    "separator": "Separator",
    "select": "Select, SelectContent, SelectGroup, SelectItem, SelectLabel, SelectTrigger, SelectValue",
    "sheet": "Sheet, SheetClose, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle, SheetTrigger",
    "skeleton": "Skeleton",
    "switch": "Switch",
    "table": "Table, TableBody, TableCaption, TableCell, TableFooter, TableHead, TableHeader, TableRow",
    "textarea": "Textarea",
    "tooltip": "Tooltip, TooltipContent, TooltipProvider, TooltipTrigger",
}


async def put(server: FakeServer, name: str, source: str, **props: Any) -> dict[str, Any]:
    """A message with the element."""
    server.rest.jsx[name] = source
    step = assistant("Look")
    one = {**element("custom", name, props=props), "forId": step["id"]}
    await server.post(server.session, step)
    await server.show(server.session, one)
    return one


async def test_it_runs_looks_right_and_keeps_its_state(page: Page, server: FakeServer) -> None:
    one = await put(server, "Counter", COUNTER, count=3)
    await expect(page.locator("#count")).to_have_text("Count: 3, clicked 0")
    box = page.locator("[data-custom=Counter] > div")
    style = "box => { const s = getComputedStyle(box); return [s.display, s.rowGap, s.marginTop] }"
    assert await box.evaluate(style) == ["flex", "13px", "16px"]
    ground = "button => getComputedStyle(button).backgroundColor"
    assert await page.get_by_role("button", name="Increment").evaluate(ground) != "rgba(0, 0, 0, 0)"
    await page.get_by_role("button", name="Increment").click()
    await expect(page.locator("#count")).to_have_text("Count: 4, clicked 1")
    [update] = server.rest.asked("element")
    assert update["sessionId"] == server.session.id
    assert {**one, "props": {"count": 4}}.items() >= {k: v for k, v in update["element"].items() if k in one}.items()
    await server.show(server.session, {**one, "props": {"count": 9}})
    await expect(page.locator("#count")).to_have_text("Count: 9, clicked 1")
    await page.get_by_role("button", name="Remove").click()
    await expect(page.locator("#count")).to_have_count(0)
    assert [data["element"]["id"] for data in server.rest.asked("element deleted")] == [one["id"]]


async def test_props_may_be_changed_in_place(page: Page, server: FakeServer) -> None:
    change = "updateElement(Object.assign(props, { n: props.n + 1 }))"
    source = f'export default () => <button id="n" onClick={{() => {change}}}>{{props.n}}</button>'
    await put(server, "InPlace", source, n=1)
    for number in ("1", "2", "3"):
        await expect(page.locator("#n")).to_have_text(number)
        await page.locator("#n").click()
    await expect(page.locator("#n")).to_have_text("4")


async def test_a_crash_is_over_with_other_props(page: Page, server: FakeServer) -> None:
    one = await put(server, "Picky", "export default () => <p id='name'>{props.ship.name}</p>")
    await expect(page.get_by_role("alert")).to_contain_text("It stopped with an error:")
    await server.show(server.session, {**one, "props": {"ship": {"name": "Ariadne"}}})
    await expect(page.locator("#name")).to_have_text("Ariadne")


async def test_two_of_a_kind_are_apart(page: Page, server: FakeServer) -> None:
    for count in (1, 5):
        await put(server, "Counter", COUNTER, count=count)
    await expect(page.locator("#count")).to_have_text(["Count: 1, clicked 0", "Count: 5, clicked 0"])
    await page.get_by_role("button", name="Increment").first.click()
    await expect(page.locator("#count")).to_have_text(["Count: 2, clicked 1", "Count: 5, clicked 0"])


async def test_it_calls_and_speaks(page: Page, server: FakeServer) -> None:
    one = await put(server, "Calls", CALLS)
    server.rest.response = {"berth": 7}
    await page.get_by_role("button", name="Call").click()
    await expect(page.locator("output")).to_have_text('{"success":true,"response":{"berth":7}}')
    action = {"name": "book", "payload": {"berth": 7}, "elementId": one["id"]}
    assert server.rest.asked("action") == [{"sessionId": server.session.id, "action": action}]
    server.rest.refusal = "Not now"
    await page.get_by_role("button", name="Call").click()
    await expect(page.locator("output")).to_have_text('{"success":false}')
    await expect(page.locator(".toast.error")).to_contain_text("Not now")
    await page.get_by_role("button", name="Say").click()
    await expect(page.locator("article").last).to_contain_text("echo: from the element")
    await page.get_by_role("button", name="Submit it").click()
    await expect(page.locator(".toast.warning")).to_contain_text("no open question")


ANSWERS = [("Submit it", {"submitted": True, "berth": 7}), ("Cancel it", {"submitted": False})]


@pytest.mark.parametrize(("button", "said"), ANSWERS)
async def test_it_answers_a_question(page: Page, server: FakeServer, button: str, said: dict[str, Any]) -> None:
    one = await put(server, "Calls", CALLS)
    await server.ask(server.session, server.session.steps[one["forId"]], type="element", element_id=one["id"])
    await page.get_by_role("button", name=button).click()
    async with asyncio.timeout(5):
        assert await server.answers.get() == said
    await expect(page.get_by_role("button", name=button)).to_have_count(0)


async def test_everything_that_it_may_import(page: Page, server: FakeServer) -> None:
    imports = "\n".join(f'import {{ {names} }} from "@/components/ui/{name}"' for name, names in UI.items())
    everything = ", ".join(UI.values())
    count = f"[{everything}].filter(Boolean).length"
    await put(server, "Everything", EVERYTHING.replace("UI_IMPORTS", imports).replace("UI_COUNT", count))
    await expect(page.locator("#values")).to_have_text(f"1 2 true {len(everything.split(', '))}", timeout=20_000)
    await expect(page.locator(".toast.success")).to_contain_text("Mounted. and well")
    await page.get_by_role("button", name="More").first.click()
    await expect(page.locator("#values")).to_contain_text("2 4 true")
    await page.get_by_role("button", name="Open it").click()
    dialog = page.get_by_role("dialog", name="Really?")
    await expect(dialog).to_be_visible()
    assert await dialog.evaluate("box => getComputedStyle(box).maxWidth") == "321px"
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await page.get_by_role("combobox", name="Fruit").click()
    await page.get_by_role("option", name="Pear").click()
    await expect(page.get_by_role("combobox", name="Fruit")).to_have_text("Pear")
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_text("Needed")).to_be_visible()


NOTHING = "export default () => null"
CRASHED = "It stopped with an error:"
WRONG = [
    ('import _ from "lodash"\n' + NOTHING, '"lodash" cannot be imported here.', "@/components/ui/accordion"),
    ('import { callFnState } from "@chainlit/react-client"\n' + NOTHING, "@chainlit/react-client", "sonner"),
    ("export default function X( { return <p> }", "Unexpected token", "function X("),
    ("export default function X() { return <p>{props.a.b}</p> }", CRASHED, "Cannot read properties"),
    ("throw new Error('at once'); export default () => null", CRASHED, "at once"),
    ("export const X = () => null", "default export", ""),
    ("const x: number = 1; export default () => null", "Unexpected token", "number"),
    ("export default () => { throw null }", CRASHED, "null"),
]


@pytest.mark.parametrize(("source", "told", "more"), WRONG)
async def test_what_is_wrong_is_said_in_its_place(
    page: Page, server: FakeServer, source: str, told: str, more: str
) -> None:
    await put(server, "Wrong", source)
    alert = page.get_by_role("alert").filter(has_text="“Wrong” cannot be shown")
    await expect(alert).to_contain_text(told)
    await expect(alert).to_contain_text(more)
    await page.get_by_role("textbox").fill("still")
    await page.keyboard.press("Enter")
    await expect(page.locator("article").last).to_contain_text("echo: still")


async def test_code_cannot_be_made_from_text(page: Page, server: FakeServer) -> None:
    source = """
export default () => {
  let said
  try { said = new Function("return 1")() } catch (error) { said = error.name }
  return <p id="said">{String(said)}</p>
}"""
    await put(server, "Eval", source)
    await expect(page.locator("#said")).to_have_text("EvalError")


async def test_a_file_that_is_not_there_is_named(page: Page, server: FakeServer) -> None:
    step = assistant("Look")
    bad = "../<b>evil</b>"
    await server.post(server.session, step)
    await server.show(server.session, {**element("custom", bad, props={}), "forId": step["id"]})
    await expect(page.get_by_role("alert")).to_contain_text(f"The app has no file public/elements/{bad}.jsx.")


async def test_it_is_dark_where_the_page_is(page: Page, server: FakeServer) -> None:
    source = 'export default () => <p id="card" className="bg-card text-card-foreground dark:italic">x</p>'
    await put(server, "Dark", source)
    look = "p => { const s = getComputedStyle(p); return [s.backgroundColor, s.fontStyle] }"
    await expect(page.locator("#card")).to_be_visible()
    light = await page.locator("#card").evaluate(look)
    assert light[1] == "normal"
    await page.get_by_role("radio", name="Dark").check(force=True)
    dark = await page.locator("#card").evaluate(look)
    assert dark[0] != light[0]
    assert dark[1] == "italic"
