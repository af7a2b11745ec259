"""``python -m datamap`` is the ``datamap`` command."""

from datamap.cli.start import main

main()
