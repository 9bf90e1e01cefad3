using System.Text.Json;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>Remembers a child in its folder, so that after a crash of the dashboard it is found again, and never mistaken for another process with its id.</summary>
/// <param name="StartTicks">Start time as the kernel counts it.</param>
public sealed record PidFile(int ProcessId, long StartTicks)
{
    private const string Name = "child.pid";

    public static void Write(string folder, int processId)
    {
        // Gone already: nothing to remember.
        if (Posix.StartTicks(processId) is not { } ticks) return;
        var temporary = Path.Combine(folder, Name + ".tmp");
        File.WriteAllText(temporary, JsonSerializer.Serialize(new PidFile(processId, ticks)));
        File.Move(temporary, Path.Combine(folder, Name), overwrite: true);
    }

    /// <summary>Forgets this child; a younger one of the same folder stays remembered.</summary>
    public static void Remove(string folder, int processId)
    {
        if (Read(folder)?.ProcessId == processId) File.Delete(Path.Combine(folder, Name));
    }

    /// <summary>The child of this folder that still lives: same id, same start time, and the folder in its command line. Null otherwise.</summary>
    public static PidFile? FindAlive(string folder)
    {
        var file = Read(folder);
        return file is not null && file.IsAlive && Posix.CommandLine(file.ProcessId).Any(a => a.Contains(folder, StringComparison.Ordinal)) ? file : null;
    }

    public bool IsAlive => Posix.StartTicks(ProcessId) == StartTicks;

    private static PidFile? Read(string folder)
    {
        try
        {
            return Posix.Read(Path.Combine(folder, Name)) is { } text ? JsonSerializer.Deserialize<PidFile>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
