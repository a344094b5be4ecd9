-- wrk script: one fact a request. wrk -s events.lua URL -- KEY:SECRET [PEOPLE]
local n, thread_no, people, head = 0, 0, 5000, nil
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_no", threads)
end

function init(args)
	people = tonumber(args[2] or "5000")
	head = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. args[1] }
	math.randomseed(os.time() + thread_no * 7919)
	day = os.date("!%Y-%m-%d")
end

function request()
	n = n + 1
	local id = string.format("%08x-%04x-4000-8000-%012x", n, thread_no, math.random(0, 2 ^ 31))
	local body = string.format('{"events": [{"id": "%s", "person": {"iss": "https://login.example", "sub": "p%d-%d"}, ' ..
		'"verb": "completed", "module": "%s", "at": "%sT08:00:00Z"}]}', id, thread_no, n, "eins", day)
	return wrk.format("POST", "/api/v1/events", head, body)
end

local bad = {}
function response(status)
	if status ~= 200 and status ~= 204 then
		bad[status] = (bad[status] or 0) + 1
	end
end

function done(summary, latency, requests)
	io.write(string.format("RESULT rate=%.0f p50=%.3f p99=%.3f ms, errors: status %d, socket %d\n",
		summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
		summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
