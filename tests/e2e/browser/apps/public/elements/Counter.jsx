import { Button } from "@/components/ui/button"
import { useState } from "react"

export default function Counter() {
  const [told, setTold] = useState("")
  const call = async (name) => setTold(JSON.stringify(await callAction({ name, payload: { count: props.count } })))
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p data-count>Count: {props.count}</p>
      <Button onClick={() => updateElement({ count: props.count + 1 })}>More</Button>
      <Button variant="outline" onClick={() => call("save")}>Save</Button>
      <Button variant="outline" onClick={() => call("broken")}>Broken</Button>
      <Button variant="outline" onClick={() => sendUserMessage(`count is ${props.count}`)}>Say</Button>
      <Button variant="ghost" onClick={deleteElement}>Remove</Button>
      <code data-told>{told}</code>
    </div>
  )
}
