import httpx
import psutil
import pytest

from eval.process import running_service
from index.errors import Unavailable


def test_a_service_that_cannot_start_says_why(tmp_path):
    with pytest.raises(Unavailable, match=r"(?i)store"), running_service(tmp_path, {"YINJU_STORE": "nonsense"}):
        pass


def test_a_service_is_ready_when_it_is_handed_over_and_gone_afterwards(tmp_path):
    with running_service(tmp_path / "data", {"YINJU_SEEDS_DIR": ""}) as service:
        assert httpx.get(f"{service.url}/readyz").status_code == 200
        assert service.ready_s > 0
        assert service.memory_mb() > 50  # a Python with a model in it
        assert service.cpu_s() > 0
    assert not psutil.pid_exists(service.pid)
