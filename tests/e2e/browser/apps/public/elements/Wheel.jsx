import { Button } from "@/components/ui/button"
import { useState } from "react"

export default function Wheel() {
  const [turns, setTurns] = useState(props.turns)
  return (
    <div className="flex items-center gap-2">
      <p>Turns: {turns}</p>
      <Button onClick={() => setTurns(turns + 1)}>Turn</Button>
      <Button onClick={() => submitElement({ turns })}>Done</Button>
      <Button variant="ghost" onClick={cancelElement}>Leave it</Button>
    </div>
  )
}
