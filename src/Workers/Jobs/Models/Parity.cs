using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>What the check of preprocessing parity found.</summary>
/// <param name="LargestDifference">As the task measures it (<see cref="ITaskCard.Difference"/>): of log-probabilities, or of numbers relative to their size and spread.</param>
public sealed record Parity(int Pictures, double LargestDifference, double Tolerance)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Pictures} pictures, largest relative difference {LargestDifference:0.#e0}");
}
