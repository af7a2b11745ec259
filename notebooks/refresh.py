"""Run the notebooks and store them with their outputs; the same registry gives the same files.

    python notebooks/refresh.py

Run it after a change of the list or of what is shown; the test run holds the stored outputs against new ones.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def executed(path: Path) -> Any:
    """Return a notebook with new outputs and nothing that differs from run to run.

    Raises CellExecutionError for a cell that errs.
    """
    notebook: Any = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata.pop("execution", None)
    return notebook


def main() -> None:
    """Refresh every notebook of the folder."""
    for path in sorted(HERE.glob("*.ipynb")):
        nbformat.write(executed(path), path)
        print(path.name, file=sys.stderr)


if __name__ == "__main__":
    main()
