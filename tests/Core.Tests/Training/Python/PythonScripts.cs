using System.Diagnostics;
using System.Globalization;

namespace MlOpsDashboard.Core.Tests.Training.Python;

/// <summary>Reads scripts by Python itself.</summary>
internal static class PythonScripts
{
    /// <summary>Fails with what Python says of the first that it can't read; skips where there is no Python.</summary>
    public static void Compile(IReadOnlyList<string> scripts)
    {
        var folder = Directory.CreateTempSubdirectory("keras-scripts-");
        try
        {
            for (var i = 0; i < scripts.Count; i++)
                File.WriteAllText(Path.Combine(folder.FullName, $"s{i.ToString(CultureInfo.InvariantCulture)}.py"), scripts[i]);
            Process? python;
            try
            {
                python = Process.Start(
                    new ProcessStartInfo("python3", ["-m", "compileall", "-q", folder.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true }
                );
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Skip("There is no python3 here to read the scripts.");
                return;
            }
            var said = python!.StandardOutput.ReadToEnd() + python.StandardError.ReadToEnd();
            python.WaitForExit();
            Assert.True(python.ExitCode == 0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
