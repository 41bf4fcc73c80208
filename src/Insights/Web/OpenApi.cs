using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Insights.Web;

/// <summary>The OpenAPI document of `/api/v1`, by the framework's own part; what an address takes and means it reads from
/// <see cref="ApiAddress"/>.</summary>
internal static class OpenApi
{
    public const string Path = "/api/v1/openapi.json";
    private const string Token = "token";

    public static void AddOpenApiOfNumbers(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = described => ApiAddress.Find(PathOf(described.RelativePath)) is not null;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = Language.English["page.product"],
                Version = "v1",
                Description = Language.English["api.about"],
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Token] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = Language.English["api.token"],
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, ApiAddress.Find(PathOf(context.Description.RelativePath))!);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiOperation operation, ApiAddress address)
    {
        operation.OperationId = address.Key.Replace('.', '_');
        operation.Summary = Language.English["api." + address.Key];
        operation.Tags = null;
        operation.Parameters = [.. address.Parameters.Select(parameter => new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Meaning(Language.English),
            Explode = true,
            Schema = !parameter.Several ? SchemaOf(parameter)
                : new OpenApiSchema { Type = JsonSchemaType.Array, Items = SchemaOf(parameter) },
        })];
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = operation.Summary,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [address.ContentType] = new() },
            },
            ["400"] = Problem("api.400"),
            ["401"] = Problem("api.401"),
            ["403"] = Problem("api.403"),
            ["404"] = Problem("api.404"),
            ["503"] = Problem("api.503"),
        };

        static OpenApiResponse Problem(string word) => new()
        {
            Description = Language.English[word],
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() },
        };
    }

    private static OpenApiSchema SchemaOf(ApiParameter parameter) => new()
    {
        Type = parameter.Format == "int32" ? JsonSchemaType.Integer : JsonSchemaType.String,
        Format = parameter.Format,
        Enum = parameter.Values.Count == 0 ? null : [.. parameter.Values.Select(value => (System.Text.Json.Nodes.JsonNode)value)],
    };

    private static string PathOf(string? relative) => "/" + relative;
}
