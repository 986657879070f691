// Broadcasts what is POSTed to it to every client, as any Socket.IO server would.
const http = require("node:http");
const { Server } = require("socket.io");

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    io.emit("delta", JSON.parse(Buffer.concat(parts).toString()));
    response.end();
  });
});
const io = new Server(server, { perMessageDeflate: false });
server.listen(Number(process.argv[2]), "127.0.0.1", 4096, () => console.log("listening"));
