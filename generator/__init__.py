"""The portal of townships' annual reports on open government information (政府信息公开工作年度报告).

Nouns hold, verbs do: a module named by a noun holds frozen values, a module named by a verb is one
stage with one public function of its own name. See CONTRIBUTING.md for the way of one number.
"""

__version__ = "0.2.0"
