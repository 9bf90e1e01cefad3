using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

public sealed record ClassCount(string Class, int Count);
