using System.Diagnostics;

namespace MlOpsDashboard.Workers.Tests.Inputs.Texts;

/// <summary>The system's Python, where there is one.</summary>
internal static class SystemPython
{
    /// <returns>Code -1: there is none.</returns>
    public static (int Code, string Output, string Faults) Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", ["-B", .. arguments])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var output = process.StandardOutput.ReadToEnd();
            var faults = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, faults);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "");
        }
    }
}
