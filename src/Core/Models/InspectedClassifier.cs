using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <param name="Activation">softmax or sigmoid.</param>
public sealed record InspectedClassifier(string Layer, string Activation);
