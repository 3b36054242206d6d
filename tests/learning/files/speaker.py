"""An encoder–decoder as one writes it in PyTorch, with its own greedy loop: what ours is held against."""

import json

import torch
from safetensors.torch import save_file
from torch import nn

LETTERS = ["<pad>", "<unk>", "</s>", *"abcdefghijklmnopqrstuvwxyz"]
SOUNDS = ["<pad>", "<unk>", "<s>", "</s>", *(f"P{i}" for i in range(70))]


class Part(nn.Module):
    def __init__(self, kind, words, size, hidden, layers, answers=0):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.gru = kind(size, hidden, layers, batch_first=True)
        if answers:
            self.fc = nn.Linear(hidden, answers)


class Speaker(nn.Module):
    """29 letters to 74 sounds, as the published grapheme-to-phoneme model has them."""

    def __init__(self, kind=nn.GRU, size=12, hidden=16, layers=1, seed=0):
        super().__init__()
        torch.manual_seed(seed)
        self.encoder = Part(kind, len(LETTERS), size, hidden, layers)
        self.decoder = Part(kind, len(SOUNDS), size + 3, hidden, layers, len(SOUNDS))
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.mul_(3)  # untrained states differ too little from word to word

    @torch.no_grad()
    def greedy(self, word, longest=50):
        ids = torch.tensor([[LETTERS.index(letter) for letter in word] + [LETTERS.index("</s>")]])
        _output, state = self.encoder.gru(self.encoder.embedding(ids))
        said, last = [], SOUNDS.index("<s>")
        while len(said) < longest:
            output, state = self.decoder.gru(self.decoder.embedding(torch.tensor([[last]])), state)
            last = int(self.decoder.fc(output[0, 0]).argmax())
            if SOUNDS[last] == "</s>":
                break
            said.append(SOUNDS[last])
        return tuple(said)


def handed_over(folder, model):
    """As the issue has it: one .safetensors and two vocabulary files."""
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "g2p.safetensors")
    (folder / "letters.json").write_text(json.dumps({letter: number for number, letter in enumerate(LETTERS)}))
    (folder / "sounds.txt").write_text("\n".join(SOUNDS) + "\n")
    return folder / "g2p.safetensors", folder / "letters.json", folder / "sounds.txt"
