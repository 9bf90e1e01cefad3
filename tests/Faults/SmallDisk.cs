using System.Diagnostics;

namespace MlOpsDashboard.Faults;

/// <summary>A data folder on a disk of its own that fills and empties: this program in a mount namespace, so that the disk is seen by nobody else and gone
/// with it.</summary>
internal static class SmallDisk
{
    private const int Megabytes = 128;

    /// <summary>Whether this machine lets us have one.</summary>
    public static bool IsAllowed()
    {
        using var probe = Process.Start(new ProcessStartInfo("unshare", [.. Namespace, "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    /// <returns>What it said, and whether nothing was wrong.</returns>
    public static async Task<(string Output, bool IsWell)> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("faults-disk-");
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("unshare", [.. Namespace, Environment.ProcessPath!, folder.FullName])
                {
                    RedirectStandardOutput = true,
                    Environment = { [Program.ChildVariable] = nameof(SmallDisk) },
                }
            )!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (output, process.ExitCode == 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<int> MainAsync(string folder)
    {
        await using var output = new StreamWriter(new FileStream("/dev/stdout", FileMode.Open, FileAccess.Write)) { AutoFlush = true };
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", disk]))
        {
            await mount.WaitForExitAsync();
            if (mount.ExitCode != 0)
                return 2;
        }
        using var old = OldDataFolder.Unpack("0.1.0", disk);
        var faults = await new FullDiskScenario(old.Data, Path.Combine(disk, "ballast"), output).RunAsync();
        foreach (var fault in faults)
            await output.WriteLineAsync("FAULT " + fault);
        return faults.Count == 0 ? 0 : 1;
    }

    private static string[] Namespace => Environment.IsPrivilegedProcess ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
}
