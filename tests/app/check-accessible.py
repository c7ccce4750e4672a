#!/usr/bin/python3
"""Holds what dump-accessible.py printed against `crowsfoot-cli relations --format=tsv`.

models: each model is named, and tells all its relations. one-model: one is, and nothing else.
selection: one relation is. list: the list of relations has them all, each with its actions.
"""
import re
import sys

what, tree_path, relations_path = sys.argv[1:4]
wrong = []


def read(path):
    with open(path, encoding='utf-8') as lines:
        return [line.rstrip('\n').split('\t') for line in lines]


def complain(condition, text):
    if not condition:
        wrong.append(text)


def sentence(row):
    return re.compile(r'%s to \w+: on delete %s\b.*on update %s\b' %
                      (re.escape(row['relation']), row['on_delete'], row['on_update']))


tree = [(line + ['', '', ''])[:3] for line in read(tree_path)]
rows = read(relations_path)
relations = [dict(zip(rows[0], row)) for row in rows[1:]]
models = sorted({row['relation'].split('.')[0] for row in relations})
boxes = {name.split(',')[0]: (name, text) for role, name, text in tree
         if re.search(r', table, \d+ fields?, \d+ relations?$', name)}


def check_model(model):
    own = [row for row in relations if model in (row['relation'].split('.')[0], row['ref_table'])]
    complain(model in boxes, '%s is not named' % model)
    if model not in boxes:
        return
    name, text = boxes[model]
    complain(name.endswith(', %d relation%s' % (len(own), '' if len(own) == 1 else 's')), name)
    for row in own:
        complain(sentence(row).search(text), '%s does not tell %s' % (model, row['relation']))


if what == 'models':
    for one in models:
        check_model(one)
elif what == 'one-model':
    complain(len(boxes) == 1, '%d models are named' % len(boxes))
    for one in boxes:
        check_model(one)
elif what == 'selection':
    told = [row for row in relations for role, name, text in tree
            if sentence(row).match(name) and text == 'Relation']
    complain(len(told) == 1, '%d relations are told' % len(told))
elif what == 'list':
    for row in relations:
        complain(any(sentence(row).search(name) for role, name, text in tree),
                 '%s is not in the list' % row['relation'])
print('\n'.join(wrong))
sys.exit(1 if wrong else 0)
