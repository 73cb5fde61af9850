"""A folder that Kring cannot use is told of by its own key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.app import App
from bot.config import ConfigFault, load


def configured(folder: Path, storage: str) -> Path:
    (folder / "password").touch(mode=0o600)
    (folder / "password").write_text("secret")
    (folder / "config.toml").write_text(
        '[matrix]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@kring:localhost"\n'
        f'password_file = "password"\n[storage]\n{storage}\n'
    )
    return folder / "config.toml"


async def test_a_data_folder_that_cannot_be_made_is_not_told_as_the_keys_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    for name in ("file", "file/below"):
        file = configured(tmp_path, f'data_dir = "{name}"\nkeys_dir = "keys"')
        with pytest.raises(ConfigFault) as caught:
            await App.open(load(file))
        assert str(caught.value).startswith(
            f"[storage] data_dir: {tmp_path / name} cannot be used ("
        )
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "keys").exists()


async def test_a_data_folder_that_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = configured(tmp_path, 'data_dir = "data"')
    (tmp_path / "data").mkdir(mode=0o500)
    if os.geteuid() == 0:  # root may do everything: let the system answer as it does to others
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(
        ConfigFault, match=r"data_dir: .*/data cannot be used \(Permission denied\)"
    ):
        await App.open(load(file))
