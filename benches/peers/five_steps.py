"""Durable five-step cases with SpiffWorkflow: its state in SQLite with synchronous=FULL, one commit a step.

Each step loads the case from the database, completes its task and commits, as a server between two requests would. The case is created in
the transaction of its first step, so that peer and Andu make five commits each.
"""
import json
import os
import sqlite3
import sys
import time
import uuid
from importlib.metadata import version

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = 5
parser = BpmnParser()
parser.add_bpmn_file(os.path.join(HERE, "five_steps.bpmn"))
spec = parser.get_spec("five-steps")
serializer = BpmnWorkflowSerializer(registry=BpmnWorkflowSerializer.configure())
print(json.dumps({"peer": "SpiffWorkflow " + version("SpiffWorkflow")}), flush=True)


def database(path):
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table matter (id text primary key, state text not null, done integer not null)")
    connection.commit()
    return connection


def step(case, number):
    task = case.get_next_task(state=TaskState.READY, manual=True)
    task.data[f"opinion_{number}"] = "同意，请按程序办理。" * 4
    task.run()
    case.do_engine_steps()


def run(connection, cases):
    for _ in range(cases):
        key = str(uuid.uuid4())
        case = BpmnWorkflow(spec)
        case.do_engine_steps()
        step(case, 0)
        connection.execute("insert into matter values (?, ?, 0)", (key, serializer.serialize_json(case)))
        connection.commit()
        for number in range(1, STEPS):
            (state,) = connection.execute("select state from matter where id = ?", (key,)).fetchone()
            case = serializer.deserialize_json(state)
            step(case, number)
            connection.execute(
                "update matter set state = ?, done = ? where id = ?",
                (serializer.serialize_json(case), int(case.is_completed()), key),
            )
            connection.commit()


for line in sys.stdin:
    request = json.loads(line)
    connection = database(request["database"])
    begin = time.perf_counter()
    run(connection, request["cases"])
    seconds = time.perf_counter() - begin
    (done,) = connection.execute("select count(*) from matter where done = 1").fetchone()
    connection.close()
    print(json.dumps({"seconds": seconds, "done": done}), flush=True)
