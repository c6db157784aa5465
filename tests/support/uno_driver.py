"""Drive a LibreOffice that listens on a pipe; run by the Python that has `uno`, not by the one under test.

argv: the pipe's name, a script to call once, the workbook's URL, the URL to store it at, its macros run and calculated.
"""

import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ALWAYS_EXECUTE_NO_WARN = 4


def connected(pipe):
    """The service manager of the LibreOffice on the pipe, as soon as it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not listen")


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def main(pipe, script, source, target):
    context = connected(pipe)
    factory = context.ServiceManager.createInstance("com.sun.star.script.provider.MasterScriptProviderFactory")
    factory.createScriptProvider("user").getScript(script).invoke((), (), ())
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    load = properties(Hidden=True, MacroExecutionMode=ALWAYS_EXECUTE_NO_WARN)
    document = desktop.loadComponentFromURL(source, "_blank", 0, load)
    document.calculateAll()
    document.storeToURL(target, properties(FilterName="Calc MS Excel 2007 XML"))
    document.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
