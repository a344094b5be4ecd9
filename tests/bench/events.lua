-- wrk script: one new fact a request. wrk -s events.lua URL -- KEY:SECRET MODULE
local n, thread_no, run, head, module, day = 0, 0, nil, nil, nil, nil
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_no", threads)
end

function init(args)
	head = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. args[1] }
	module = args[2]
	run = os.time()
	day = os.date("!%Y-%m-%d")
end

function request()
	n = n + 1
	local body = string.format('{"events": [{"id": "%08x-%04x-4000-8000-000000000000", "person": {"iss": "https://login.example", ' ..
		'"sub": "p%d-%d-%d"}, "verb": "completed", "module": "%s", "at": "%sT08:00:00Z"}]}', n, thread_no, run, thread_no, n, module, day)
	return wrk.format("POST", "/api/v1/events", head, body)
end

function done(summary, latency, requests)
	local e = summary.errors
	io.write(string.format('{"rate":%.0f,"p50":%.0f,"p99":%.0f,"refused":%d,"lost":%d}\n', summary.requests / (summary.duration / 1e6),
		latency:percentile(50), latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
