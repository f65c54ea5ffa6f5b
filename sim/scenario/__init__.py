"""From a YAML file to a frozen scenario, in one direction: folders, strict YAML, layers, files, scenario."""
