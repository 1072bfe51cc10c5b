/* SPDX-License-Identifier: Apache-2.0 */
/* The script that a command line names. */
#include "model/script.h"

#include <check.h>
#include <stdlib.h>

#include "policy/policy.h"

#define INTERPRETER SCHAIN__IMAGE_INTERPRETER
#define HOST SCHAIN__IMAGE_SCRIPT_HOST
#define SHELL SCHAIN__IMAGE_SHELL

/* Expectations: what each program's own manual says it runs. */
static const struct {
	uint64_t classes;
	const char *command, *script;
} cases[] = {
	{ INTERPRETER, "python3 setup.py install", "setup.py" },
	{ INTERPRETER, "python -m pip install x", "pip" },
	{ INTERPRETER, "python -u -B /srv/app/main.py --port 80", "/srv/app/main.py" },
	{ INTERPRETER, "python -c \"import os\" x.py", NULL },
	{ INTERPRETER, "\"C:\\venv\\Scripts\\python.exe\"  \"C:\\venv\\Scripts\\pip.exe\" install .\\x.tar.gz",
	  "C:\\venv\\Scripts\\pip.exe" },
	{ INTERPRETER, "node server", "server" },
	{ INTERPRETER, "node -e 'require(\"x\")'", NULL },
	{ INTERPRETER, "node", NULL },
	{ INTERPRETER, "java -Xmx1g -jar /opt/tool/tool.jar run", "/opt/tool/tool.jar" },
	{ INTERPRETER, "perl -w /usr/sbin/dpkg-preconfigure --apt", "/usr/sbin/dpkg-preconfigure" },
	{ HOST, "powershell.exe -ExecutionPolicy Bypass -File C:\\x\\run.ps1 -Quiet", "C:\\x\\run.ps1" },
	{ HOST, "powershell.exe -NoProfile -EncodedCommand SQBFAFgA", NULL },
	{ HOST, "powershell Get-Date", NULL },
	{ HOST, "wscript.exe //B \"C:\\Program Files\\x\\a.vbs\"", "C:\\Program Files\\x\\a.vbs" },
	{ SHELL, "sh -c ./x.sh", NULL },
	{ SHELL, "/bin/sh ./configure --prefix=/usr", "./configure" },
	{ SHELL, "cmd.exe /c C:\\x\\update.bat now", "C:\\x\\update.bat" },
	{ SHELL, "cmd.exe /d /s /c \"C:\\a b\\update.bat\"", "C:\\a b\\update.bat" },
	{ SHELL, "cmd.exe /c ping 192.0.2.1 -n 9", NULL },
	{ SHELL, "cmd.exe /c \"node install.js\"", NULL },
	{ SHELL, "bash", NULL },
	{ SHELL, "bash \"unterminated/path", "unterminated/path" },
	{ INTERPRETER, "", NULL },
	{ INTERPRETER, "   ", NULL },
	{ INTERPRETER, "python -m", NULL },
	{ SCHAIN__IMAGE_FILE_TOOL, "cp a.sh b.sh", NULL },
};

START_TEST(a_command_line_names_its_script)
{
	schain_string script = schain__script_of(schain_string_of(cases[_i].command), cases[_i].classes);

	if (!cases[_i].script) {
		ck_assert_msg(!script.length, "%s: expected none, got %.*s", cases[_i].command,
		              (int)script.length, script.data);
		return;
	}
	ck_assert_msg(schain__equal(script, schain_string_of(cases[_i].script)), "%s: expected %s, got %.*s",
	              cases[_i].command, cases[_i].script, (int)script.length, script.data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("script");
	TCase *tests = tcase_create("command lines");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, a_command_line_names_its_script, 0, sizeof cases / sizeof *cases);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
