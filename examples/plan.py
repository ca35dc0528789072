"""A plan that people see being worked on: a task list that changes in place."""

import botbridge as cl


@cl.on_message
async def move_house() -> None:
    plan = cl.TaskList(status="Moving house")
    for title in ("Pack the boxes", "Drive the van", "Unpack", "Find the kettle"):
        await plan.add_task(cl.Task(title=title))
    await plan.send()
    for task in plan.tasks:
        task.status = cl.TaskStatus.RUNNING
        await plan.send()
        await cl.sleep(1)
        # One thing always goes wrong.
        lost = task.title == "Find the kettle"
        task.status = cl.TaskStatus.FAILED if lost else cl.TaskStatus.DONE
        report = await cl.Message(f"{task.title}: {'it is gone' if lost else 'done'}").send()
        task.forId = report.id
        await plan.send()
    plan.status = "Moved, without a kettle"
    await plan.send()
