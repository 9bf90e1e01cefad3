namespace MlOpsDashboard.Core.Workers;

/// <summary>What the job wing knows of its nodes; asked by read models so that the registry needs no scheduler.</summary>
public interface IWorkerStatus
{
    /// <summary>"1 worker here: CPU, 2 cores, idle. No GPU found: training will take about 6x longer than on a small GPU."</summary>
    string Sentence { get; }

    IReadOnlyList<WorkerNode> Nodes { get; }
}
