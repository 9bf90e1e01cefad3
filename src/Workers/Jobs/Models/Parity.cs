using System.Globalization;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>What the check of preprocessing parity found.</summary>
/// <param name="LargestDifference">As the task measures it (<see cref="ITaskCard.Difference"/>): of log-probabilities, or of numbers relative to their size
/// and spread.</param>
public sealed record Parity(int Pictures, double LargestDifference, double Tolerance)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Pictures} pictures, largest relative difference {LargestDifference:0.#e0}");
}
