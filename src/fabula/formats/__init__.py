"""Stories on their way in and out: pages to read, files to keep."""
