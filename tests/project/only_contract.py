"""An import-linter contract: all that a package may import. What has no place on the list fails."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """``package`` may import the standard library, its own modules, and of all others only ``allowed``."""

    type_name = "only"

    package = fields.StringField()
    allowed = fields.SetField(subfield=fields.StringField(), required=False, default=set())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        """Find the imports that are not on the list, and the entries of the list that nobody imports."""
        package: str = self.contract_options["package"]
        allowed = set(self.contract_options.get("allowed", ()))
        inside = {package} | graph.find_descendants(package)
        imports = {
            (module, imported.partition(".")[0])
            for module in inside
            for imported in graph.find_modules_directly_imported_by(module) - inside
        }
        foreign = {(module, name) for module, name in imports if name not in sys.stdlib_module_names}
        strays = sorted((module, name) for module, name in foreign if name not in allowed)
        unused = sorted(allowed - {name for _, name in foreign})
        return ContractCheck(kept=not strays and not unused, metadata={"strays": strays, "unused": unused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say what to change."""
        for module, name in check.metadata["strays"]:
            output.print_error(f"- {module} may not import {name}", bold=False)
        for name in check.metadata["unused"]:
            output.print_error(f"- nothing imports {name} any more: take it off the list", bold=False)
