namespace MlOpsDashboard.Core.Workers;

/// <summary>What the job wing knows of its nodes; asked by read models so that the registry needs no scheduler.</summary>
public interface IWorkerStatus
{
    /// <summary><see cref="WorkerWords.Overview"/>, in the language of the moment.</summary>
    string Sentence { get; }

    IReadOnlyList<WorkerNode> Nodes { get; }
}
