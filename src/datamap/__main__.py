"""``python -m datamap`` is the ``datamap`` command."""

from datamap.cli.start import main

if __name__ == "__main__":  # a process that reads for another imports this too
    main()
