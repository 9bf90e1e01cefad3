namespace MlOpsDashboard.Core.Workers;

/// <param name="Load">Share of the machine's processors in use over the last samples, 0 to 1, oldest first.</param>
/// <param name="MemoryBytes">Of the children, oldest first.</param>
public sealed record WorkerNode(
    string Name,
    string Device,
    int Cores,
    long TotalMemoryBytes,
    bool IsHealthy,
    DateTimeOffset LastSeen,
    IReadOnlyList<RunningWork> Running,
    IReadOnlyList<double> Load,
    IReadOnlyList<double> MemoryBytes
);
