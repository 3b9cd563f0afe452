#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the layers: fails on an include that the design forbids, and on a file over its size budget.

  check_layers.py ROOT            checks the tree
  check_layers.py --self-test     proves that each rule can fail
"""
import os
import re
import sys
import tempfile

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
SOURCES = ('.cpp', '.h')
GUI_HEADER = re.compile(r'^(Qt(Widgets|Gui|Charts|Svg)/|Q(Widget|Painter|Color|Icon|Pixmap|Image|Font|Chart|Graphics|Brush|Pen|'
                        r'Application|MainWindow|Label|Dialog|MessageBox|GuiApplication|Action|Style|Svg)\w*$)')

# folder -> what it may include of the project. The first prefix that fits decides.
ALLOWED = {
    'services/domain/': ('services/domain/',),
    'services/base/': ('services/domain/', 'services/base/'),
    'services/': ('services/',),
    'models/': ('models/', 'services/domain/'),
    'ui/': ('ui/', 'models/', 'services/domain/'),
    'app/ctl/': ('app/ctl/', 'app/common/', 'services/'),
    'app/common/': ('app/common/', 'services/'),
    'app/': ('app/', 'ui/', 'models/', 'services/'),
}
# services' folders that may use others beside domain and base; everything else stays by itself.
SERVICE_EDGES = {
    'config': ('expressions',),
    'editing': ('config',),
    'storage': (),
    'trust': (),
    'expressions': (),
    'audit': ('storage',),
    'credentials': (),
    'net': (),
    'ways': ('net', 'credentials'),
    'process': (),
    'probes': ('net', 'credentials', 'ways', 'process'),
    'checks': ('probes', 'net', 'credentials', 'ways'),
    'runbooks': ('credentials', 'audit', 'process', 'ways', 'net'),
    'editing': ('config',),
    'importers': ('config',),
    'prometheus': ('net', 'expressions', 'process'),
    'queries': ('prometheus', 'expressions', 'storage', 'net', 'ways', 'credentials'),
}
NO_WIDGETS = ('services/', 'models/', 'app/ctl/', 'app/common/')
BUDGET = {'.cpp': 500, '.h': 200}
BUDGET_ROOTS = ('app/', 'ui/', 'models/', 'services/')


def rule_for(path):
    return next((allowed for prefix, allowed in ALLOWED.items() if path.startswith(prefix)), None)


def project_include(name):
    return name.startswith(('app/', 'ui/', 'models/', 'services/', 'tests/'))


def problems_of(path, text):
    allowed = rule_for(path)
    if allowed is None:
        return
    for match in INCLUDE.finditer(text):
        name = match.group(1)
        line = text.count('\n', 0, match.start()) + 1
        if project_include(name):
            if not name.startswith(allowed):
                yield f'{path}:{line}: includes {name}: not in its layer ({", ".join(allowed)})'
            elif path.startswith('services/') and name.startswith('services/'):
                here, there = path.split('/')[1], name.split('/')[1]
                if there not in (here, 'domain', 'base') and there not in SERVICE_EDGES.get(here, ()):
                    yield f'{path}:{line}: services/{here} must not use services/{there}'
        elif path.startswith(NO_WIDGETS) and GUI_HEADER.match(name):
            yield f'{path}:{line}: includes {name}: nothing of Gui or Widgets below ui'
    extension = os.path.splitext(path)[1]
    lines = text.count('\n')
    budget = BUDGET[extension]
    if path.startswith(BUDGET_ROOTS) and lines > budget:
        yield f'{path}: {lines} lines, at most {budget}: split it by reason to change'


def check(root):
    found, files = [], 0
    for top in ('app', 'ui', 'models', 'services'):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if not name.endswith(SOURCES):
                    continue
                files += 1
                full = os.path.join(folder, name)
                with open(full, encoding='utf-8') as handle:
                    found += problems_of(os.path.relpath(full, root), handle.read())
    return files, found


def self_test():
    cases = {
        'models/a.h': '#include "services/net/resolver.h"',
        'models/b.cpp': '#include <QtWidgets/QWidget>',
        'models/c.cpp': '#include <QColor>',
        'ui/a.cpp': '#include "services/checks/checkengine.h"',
        'ui/b.cpp': '#include "app/gui/application.h"',
        'services/net/a.cpp': '#include "models/status/statusboard.h"',
        'services/net/b.cpp': '#include "services/probes/probe.h"',
        'services/domain/a.h': '#include "services/base/clock.h"',
        'app/ctl/a.cpp': '#include "ui/pages/page.h"',
        'ui/long.cpp': '\n' * 501,
    }
    good = {
        'ui/ok.cpp': '#include "models/status/statusboard.h"\n#include "services/domain/health.h"\n#include <QWidget>',
        'services/probes/ok.cpp': '#include "services/net/resolver.h"\n#include <QTcpSocket>',
    }
    for path, text in cases.items():
        assert list(problems_of(path, text)), f'rule missed: {path}: {text[:60]}'
    for path, text in good.items():
        assert not list(problems_of(path, text)), f'false alarm: {path}'
    with tempfile.TemporaryDirectory() as root:
        for path, text in {**cases, **good}.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, 'w', encoding='utf-8') as handle:
                handle.write(text)
        files, found = check(root)
        assert files == len(cases) + len(good) and len(found) == len(cases), (files, found)
    print(f'{len(cases)} forbidden forms found, {len(good)} allowed ones let through')


def main():
    if sys.argv[1:] == ['--self-test']:
        self_test()
        return 0
    files, found = check(sys.argv[1])
    print('\n'.join(found) or f'{files} files keep their layers and sizes')
    return 1 if found or files == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
